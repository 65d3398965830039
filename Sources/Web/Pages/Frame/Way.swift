/// Where somebody goes on.
enum Way {
    /// `/` for what is no address of ours: nobody is led elsewhere by a link to us.
    static func checked(_ text: String?) -> String {
        let path = text ?? ""
        let isOurs =
            path.hasPrefix("/") && !path.hasPrefix("//") && !path.contains("\\")
            && path.utf8.allSatisfy { $0 > 32 && $0 < 127 }
        return isOurs ? path : "/"
    }
}
