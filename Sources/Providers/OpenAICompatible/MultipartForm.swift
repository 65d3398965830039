import Domain

/// A body as it goes out: short pieces from memory, pictures from disk.
enum BodyPiece: Sendable {
    case bytes([UInt8])
    case file(InputFile)

    var byteCount: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file(let file): file.bytes
        }
    }
}

/// A form of fields and files (RFC 7578).
struct MultipartForm {
    private let boundary: String
    private var pieces: [BodyPiece] = []

    /// - Parameter boundary: must not occur in any field or file: a random one
    init(boundary: String) {
        self.boundary = boundary
    }

    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    mutating func add(_ value: String, as name: String) {
        write(
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        )
    }

    /// Adds a file under a name of ours: the customer's own file name is nobody's business.
    mutating func add(_ file: InputFile, as name: String, called fileName: String) {
        write(
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"; "
                + "filename=\"\(fileName).\(file.media.fileExtension)\"\r\n"
                + "Content-Type: \(file.media.rawValue)\r\n\r\n"
        )
        pieces.append(.file(file))
        write("\r\n")
    }

    /// The whole body, closed.
    func body() -> [BodyPiece] {
        pieces + [.bytes(Array("--\(boundary)--\r\n".utf8))]
    }

    private mutating func write(_ text: String) {
        pieces.append(.bytes(Array(text.utf8)))
    }
}
