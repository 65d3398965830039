@main struct AIGenerate { static func main() {} }
