import Drawing

@main struct AIGenerate {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "draw" { DrawingChild.run(arguments: Array(arguments.dropFirst())) }
    }
}
