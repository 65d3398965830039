/// A file that a customer gave us, kept for a few days to be used as an input picture.
package struct Upload: Hashable, Sendable {
    /// `file_…`.
    package let id: String
    package let accountID: Int64
    /// As the customer called it; never used as a path.
    package let name: String
    /// Where it stands in the file storage.
    package let path: String
    package let media: MediaType
    package let bytes: Int64
    package let size: PictureSize
    package let sha256: String
    package let createdAt: Timestamp
    package let expiresAt: Timestamp

    package init(
        id: String,
        accountID: Int64,
        name: String,
        path: String,
        media: MediaType,
        bytes: Int64,
        size: PictureSize,
        sha256: String,
        createdAt: Timestamp,
        expiresAt: Timestamp
    ) {
        self.id = id
        self.accountID = accountID
        self.name = name
        self.path = path
        self.media = media
        self.bytes = bytes
        self.size = size
        self.sha256 = sha256
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    package static let prefix = "file_"
}

/// An input picture that stands in our own file storage. In a checked input it takes the place of
/// the address that it was asked by.
package enum StoredInput {
    private static let scheme = "stored:"

    package static func reference(to path: String) -> String { scheme + path }

    /// nil when it is an address.
    package static func path(of reference: String) -> String? {
        reference.hasPrefix(scheme) ? String(reference.dropFirst(scheme.count)) : nil
    }
}
