public import Foundation

/// A picture that the server keeps for us.
public struct UploadedFile: Hashable, Sendable, Decodable {
    /// Stands for it wherever a picture's address may: `file_…`.
    public let fileID: String
    public let fileName: String
    /// A link to it, good until `expiresAt`.
    public let downloadURL: String
    public let bytes: Int64
    public let mime: String
    /// Lower-case hex.
    public let sha256: String
    public let width: Int
    public let height: Int
    /// When it is deleted.
    public let expiresAt: Date

    private enum CodingKeys: String, CodingKey {
        case fileId, fileName, downloadUrl, fileSize, mimeType, sha256, width, height, expiresAt
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        fileID = try values.decode(String.self, forKey: .fileId)
        fileName = try values.decode(String.self, forKey: .fileName)
        downloadURL = try values.decode(String.self, forKey: .downloadUrl)
        bytes = try values.decode(Int64.self, forKey: .fileSize)
        mime = try values.decode(String.self, forKey: .mimeType)
        sha256 = try values.decode(String.self, forKey: .sha256)
        width = try values.decode(Int.self, forKey: .width)
        height = try values.decode(Int.self, forKey: .height)
        let milliseconds = try values.decode(Int64.self, forKey: .expiresAt)
        expiresAt = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }
}
