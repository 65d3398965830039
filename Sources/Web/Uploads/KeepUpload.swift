import Domain
import Storage

/// Makes an upload of a received file: its type by its first bytes, its size by its header, nothing
/// decoded, and a name of our own. When it returns, the file survives a power loss.
struct KeepUpload: Sendable {
    let house: House

    /// - field: the request's field, for the error.
    func callAsFunction(
        _ file: UploadWriter.Received,
        name: String,
        caller: Caller,
        field: String
    ) async throws -> Upload {
        let facts = try check(file, field: field)
        let now = house.store.clock.wall()
        let id = house.store.identifiers.make(Upload.prefix, at: now)
        let upload = Upload(
            id: id,
            accountID: caller.accountID,
            name: name.limited(to: 255),
            path: DiskFiles.uploadName(id, media: facts.media),
            media: facts.media,
            bytes: file.bytes,
            size: PictureSize(width: facts.width, height: facts.height),
            sha256: file.sha256,
            createdAt: now,
            expiresAt: now + house.settings.uploadsKept
        )
        try await house.store.save(upload, most: house.settings.uploadsMost)
        try await house.files.place(localPath: file.path, as: upload.path, durably: true)
        return upload
    }

    /// What it is, before anything is kept.
    /// - isInput: It is given to be drawn from, not to be kept for whatever.
    @discardableResult
    func check(
        _ file: UploadWriter.Received,
        isInput: Bool = false,
        field: String
    ) throws(APIError) -> ImageFacts {
        do throws(ImageDefect) {
            let facts = try file.inspection.finish()
            if isInput { try facts.checkInput() } else { try facts.checkSize() }
            return facts
        } catch {
            if isInput { throw .notAnInput(field, error) }
            guard case .tooLarge = error else {
                throw .unprocessable(
                    "'\(field)' is not a whole picture of a kind that is taken: PNG, JPEG, WebP or "
                        + "GIF.",
                    param: field
                )
            }
            throw .unprocessable(error.message(about: field), param: field)
        }
    }
}

extension APIError {
    static func notAnInput(_ field: String, _ defect: ImageDefect = .unknownFormat) -> APIError {
        unprocessable(defect.message(about: field) + " Nothing was charged.", param: field)
    }
}
