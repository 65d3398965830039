public import Foundation
import NIOHTTP1

extension AIGenerateClient {
    /// Gives a picture to the server, streamed, to work from for as long as it is kept there.
    ///
    /// - Parameter file: A file URL; PNG, JPEG, WebP or GIF, at most 100 MB.
    /// - Returns: What was kept. Its `fileID` goes into `ImageInput.imageURLs`.
    /// - Throws: `.file` when it cannot be read, or what any call may throw; code 422 when it is no
    ///   picture.
    @concurrent
    public func upload(_ file: URL) async throws(AIGenerateError) -> UploadedFile {
        var call = APICall(method: .POST, path: "/api/file-stream-upload")
        call.form = try FormFile(file)
        call.limit = Limits.upload
        return try await fetch(call).data
    }
}
