import Domain
import Hummingbird
import NIOCore
import Storage

/// A form as it was received: texts, and files that stand in the upload spool.
struct ReceivedForm: Sendable {
    struct File: Sendable {
        let field: String
        let name: String?
        let content: UploadWriter.Received
    }

    var texts: [(name: String, text: String)] = []
    var files: [File] = []

    func text(_ name: String) -> String? { texts.first { $0.name == name }?.text }
}

/// Receives multipart/form-data without keeping a file in memory.
struct ReceiveForm: Sendable {
    let spool: UploadSpool
    /// Bytes of one file.
    let fileLimit: Int64
    /// Bytes of the whole body.
    let bodyLimit: Int64
    /// Fields that are files also where a client gives no file's name.
    var isFile: @Sendable (_ field: String) -> Bool = { _ in false }

    func callAsFunction(_ request: Request) async throws -> ReceivedForm {
        guard var reader = MultipartReader(contentType: request.headers[.contentType]) else {
            throw APIError.malformed(
                "The body must be multipart/form-data, with its boundary in the Content-Type."
            )
        }
        try request.checkLength(bodyLimit)
        var form = ReceivedForm()
        var part: Part?
        var received: Int64 = 0
        for try await buffer in request.body {
            received += Int64(buffer.readableBytes)
            guard received <= bodyLimit else { throw APIError.tooLarge(bodyLimit) }
            for step in try reader.feed(buffer) {
                switch step {
                case .begin(let head): part = try begin(head)
                case .bytes(let bytes): try await append(bytes, to: &part)
                case .end:
                    if let ended = part { try await end(ended, in: &form) }
                    part = nil
                }
            }
        }
        try reader.finish()
        return form
    }

    private enum Part {
        case text(String, ByteBuffer)
        case file(PartHead, UploadWriter)
    }

    private func begin(_ head: PartHead) throws -> Part {
        guard head.fileName != nil || isFile(head.name) else {
            return .text(head.name, ByteBuffer())
        }
        return .file(head, try spool.writer(limit: fileLimit))
    }

    private func append(_ bytes: ByteBuffer, to part: inout Part?) async throws {
        switch part {
        case nil: break
        case .text(let name, var text):
            // One owner, so that what came before is not copied for every piece.
            part = nil
            text.writeImmutableBuffer(bytes)
            guard text.readableBytes <= Limits.jsonBody else {
                throw APIError.malformed("'\(name)' is too long for a text.", param: name)
            }
            part = .text(name, text)
        case .file(_, let writer): try await writer.take(bytes)
        }
    }

    private func end(_ part: Part, in form: inout ReceivedForm) async throws {
        switch part {
        case .text(let name, let bytes):
            form.texts.append((name, try Self.text(bytes, of: name)))
        case .file(let head, let writer):
            form.files.append(
                ReceivedForm.File(
                    field: head.name,
                    name: head.fileName,
                    content: writer.finish()
                )
            )
        }
    }

    /// The text of a part.
    static func text(_ bytes: ByteBuffer, of name: String) throws(APIError) -> String {
        let notText = APIError.invalidValue(
            "'\(name)' must be text in UTF-8 without NUL characters.",
            param: name
        )
        guard !bytes.readableBytesView.contains(0) else { throw notText }
        do throws(UntrustedText.Defect) {
            return try UntrustedText.checked(bytes.readableBytesView)
        } catch {
            throw error == .tooManyMarks ? .tooManyMarks(in: name) : notText
        }
    }
}

extension UploadWriter {
    /// Writes on a thread that may block.
    func take(_ bytes: ByteBuffer) async throws {
        try await onFileThread { try bytes.withUnsafeReadableBytes { try self.append($0) } }
    }
}

extension Request {
    /// Refuses early what says that it is too long.
    func checkLength(_ limit: Int64) throws(APIError) {
        if let length = headers[.contentLength].flatMap({ Int64($0) }), length > limit {
            throw .tooLarge(limit)
        }
    }
}
