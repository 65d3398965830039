package import Domain

/// A picture that is kept as a row, not as a file. Its row is written by the commit that settles it,
/// so it needs no file to be made and no sync of its own.
package struct SmallPicture: Hashable, Sendable {
    package let path: String
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// The most bytes that one has. Two hundred calls at once hold as many each, at most.
    package static let largest = 65_536

    private static let folder = "small/"

    /// The name of an output that is one.
    package static func name(task: TaskID, attempt: Int, index: Int, media: MediaType) -> String {
        "\(folder)\(task).\(attempt).\(index).\(media.fileExtension)"
    }

    static func isName(_ path: String) -> Bool { path.hasPrefix(folder) }
}
