import Domain
import Egress
import Foundation
import Hummingbird
import NIOCore
import Storage

/// kie's three ways to give a file: as base64, as a form, by its address. Each streams it to disk.
struct UploadEndpoints: Sendable {
    let house: House

    /// `POST /api/file-base64-upload {base64Data, uploadPath, fileName?}`
    func base64(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await uploader(request, context)
        try request.checkLength(Limits.base64Body)
        let writer = try house.uploads.writer(limit: Limits.upload)
        var body = Base64Body()
        var received: Int64 = 0
        for try await buffer in request.body {
            received += Int64(buffer.readableBytes)
            guard received <= Limits.base64Body else { throw APIError.tooLarge(Limits.upload) }
            var pieces: [Data] = []
            try buffer.withUnsafeReadableBytes { try body.feed($0) { pieces.append($0) } }
            try await write(pieces, to: writer)
        }
        var rest: [Data] = []
        try body.finish { rest.append($0) }
        try await write(rest, to: writer)
        guard writer.byteCount > 0 else {
            throw APIError.unprocessable("'base64Data' is empty.", param: "base64Data")
        }
        return try await keep(
            writer.finish(),
            try UploadPlace(body.fields),
            caller,
            field: "base64Data"
        )
    }

    /// `POST /api/file-stream-upload`, a form with `file`, `uploadPath`, `fileName?`.
    func stream(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await uploader(request, context)
        let receive = ReceiveForm(
            spool: house.uploads,
            fileLimit: Limits.upload,
            bodyLimit: Limits.upload + Limits.formSlack,
            isFile: { $0 == "file" }
        )
        let form = try await receive(request)
        let files = form.files.filter { $0.field == "file" }
        guard let file = files.first else {
            throw APIError.unprocessable("The form has no file called 'file'.", param: "file")
        }
        guard files.count == 1 else {
            throw APIError.unprocessable(
                "'file' is given \(files.count) times: upload one at a time.",
                param: "file"
            )
        }
        return try await keep(
            file.content,
            UploadPlace(folder: form.text("uploadPath"), name: form.text("fileName") ?? file.name),
            caller,
            field: "file"
        )
    }

    /// `POST /api/file-url-upload {fileUrl, uploadPath, fileName?}`
    func url(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await uploader(request, context)
        let body = try await RequestBody.json(request)
        guard let url = body["fileUrl"]?.stringValue else {
            throw APIError.unprocessable("'fileUrl' must be a URL.", param: "fileUrl")
        }
        let place = try UploadPlace(body)
        let path = house.uploads.path()
        do throws(EgressFailure) {
            _ = try await house.client.fetch(url, to: path)
        } catch {
            throw APIError.unprocessable(
                "'fileUrl' could not be fetched: \(error.message)",
                param: "fileUrl"
            )
        }
        let writer = try house.uploads.writer(limit: Limits.upload)
        try await onFileThread { try writer.adopt(path) }
        return try await keep(
            writer.finish(),
            UploadPlace(
                folder: place.folder,
                name: place.name ?? PercentEncoding.lastStep(of: url)
            ),
            caller,
            field: "fileUrl"
        )
    }

    private func uploader(_ request: Request, _ context: APIContext) async throws -> Caller {
        let caller = try await house.caller(request, context, scope: .generate)
        try house.polls.admit(caller.key.id)
        try house.checkOpen()
        return caller
    }

    private func write(_ pieces: [Data], to writer: UploadWriter) async throws {
        guard !pieces.isEmpty else { return }
        try await onFileThread {
            for piece in pieces { try piece.withUnsafeBytes { try writer.append($0) } }
        }
    }

    private func keep(
        _ file: UploadWriter.Received,
        _ place: UploadPlace,
        _ caller: Caller,
        field: String
    ) async throws -> Response {
        let given = place.name.flatMap { $0.split(separator: "/").last.map(String.init) }
        let upload = try await KeepUpload(house: house)(
            file,
            name: given ?? "upload",
            caller: caller,
            field: field
        )
        let folder = place.folder.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? ""
        let data: JSONValue = [
            "fileId": .string(upload.id), "fileName": .string(upload.name),
            "filePath": .string(folder.isEmpty ? upload.name : "\(folder)/\(upload.name)"),
            "downloadUrl": .string(
                house.link.url(path: upload.path, expiresAt: upload.expiresAt)
            ),
            "fileSize": .int(upload.bytes), "mimeType": .string(upload.media.rawValue),
            "uploadedAt": .string(upload.createdAt.iso8601),
            "expiresAt": .int(upload.expiresAt.milliseconds), "sha256": .string(upload.sha256),
            "width": .int(Int64(upload.size.width)), "height": .int(Int64(upload.size.height)),
        ]
        return Envelope.respond(
            .ok,
            [
                "success": true, "code": 200, "msg": "File uploaded successfully", "data": data,
            ],
            [:]
        )
    }
}
