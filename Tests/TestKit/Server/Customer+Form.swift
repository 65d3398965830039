/// A part of multipart/form-data.
package enum FormPart: Sendable {
    case text(String, String)
    /// Name, file's name, bytes, and what else stands in its Content-Disposition.
    case file(String, String?, [UInt8], more: String = "")

    fileprivate var bytes: [UInt8] {
        let (name, more, content): (String, String, [UInt8]) =
            switch self {
            case .text(let name, let text): (name, "", Array(text.utf8))
            case .file(let name, let file, let bytes, let more):
                (name, (file.map { "; filename=\"\($0)\"" } ?? "") + more, bytes)
            }
        let head = "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\(more)\r\n\r\n"
        return Array(head.utf8) + content + Array("\r\n".utf8)
    }
}

extension Customer {
    package func form(_ path: String, _ parts: [FormPart]) async throws -> Answer {
        try await Call.send(
            "POST",
            server.address + path,
            headers: headers + [("Content-Type", "multipart/form-data; boundary=b")],
            body: parts.flatMap(\.bytes) + Array("--b--\r\n".utf8)
        )
    }
}
