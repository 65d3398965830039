import Domain

/// What a part of a form is called. Its content type is not asked for: clients guess it.
struct PartHead: Hashable, Sendable {
    let name: String
    /// Only files have one.
    let fileName: String?

    init(name: String, fileName: String?) {
        self.name = name
        self.fileName = fileName
    }

    /// - text: the part's header lines.
    init(_ text: String) throws(APIError) {
        for line in text.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":"),
                line[..<colon].lowercased() == "content-disposition"
            else { continue }
            let parameters = HeaderParameters(String(line[line.index(after: colon)...]))
            guard let name = parameters["name"], !name.isEmpty else { break }
            let file = parameters["filename"] ?? parameters.extended("filename")
            self.init(
                name: name,
                fileName: file?.filter { !$0.unicodeScalars.contains { $0.value < 32 } }
            )
            return
        }
        throw .malformed("A part of the form has no name.")
    }
}
