/// Where somebody goes on.
enum Way {
    /// `/` for what is no address of ours: nobody is led elsewhere by a link to us.
    static func checked(_ text: String?) -> String {
        let path = text ?? ""
        let isOurs =
            path.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") }
            && path.hasPrefix("/") && !path.hasPrefix("//")
        return isOurs ? path : "/"
    }
}
