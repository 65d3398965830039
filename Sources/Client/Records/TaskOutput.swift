public import Foundation

/// One image of a task that succeeded.
public struct TaskOutput: Hashable, Sendable {
    /// Where the bytes are, until the record's `expiresAt`. Some servers give a path only:
    /// `download` puts it on the client's server.
    public let url: URL
    /// SHA-256 of the bytes, in lower-case hex.
    public let sha256: String?
    /// Size of the file.
    public let bytes: Int64?
    /// `image/png` …
    public let mime: String?
    /// In pixels.
    public let width: Int?
    /// In pixels.
    public let height: Int?
    /// What the model made of the prompt, where it says so.
    public let revisedPrompt: String?
    public let seed: Int64?
}

extension TaskOutput: Decodable {
    private enum CodingKeys: String, CodingKey {
        case url, sha256, bytes, mime, width, height, revisedPrompt, seed
    }

    /// An output that is known by its address only.
    init(url: URL) {
        self.init(
            url: url,
            sha256: nil,
            bytes: nil,
            mime: nil,
            width: nil,
            height: nil,
            revisedPrompt: nil,
            seed: nil
        )
    }
}
