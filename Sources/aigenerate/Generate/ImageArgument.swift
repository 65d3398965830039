import Domain
import Foundation

/// What was given as `--image`: a link, which is passed on, or a local file, which is sent along.
package enum ImageArgument {
    /// All local files together. In base64 they grow by a third, and the order's body may hold 1 MB.
    package static let mostBytes = 700_000

    /// - Throws: `CommandFailure` for a file that is missing, too large, or not an image.
    package static func links(_ arguments: [String]) throws(CommandFailure) -> [String] {
        var left = mostBytes
        var links: [String] = []
        for argument in arguments {
            if isLink(argument) {
                links.append(argument)
            } else {
                let file = try read(argument, atMost: left)
                left -= file.bytes.count
                let text = file.bytes.base64EncodedString()
                links.append("data:\(file.media.rawValue);base64,\(text)")
            }
        }
        return links
    }

    private static func isLink(_ argument: String) -> Bool {
        let start = argument.prefix(8).lowercased()
        return start.hasPrefix("http://") || start == "https://" || start.hasPrefix("data:")
    }

    private static func read(
        _ path: String,
        atMost limit: Int
    ) throws(CommandFailure) -> (bytes: Data, media: MediaType) {
        let bytes: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            bytes = try file.read(upToCount: limit + 1) ?? Data()
            try file.close()
        } catch {
            throw CommandFailure(.usage, "\(path) cannot be read: \(error.localizedDescription)")
        }
        guard bytes.count <= limit else {
            throw CommandFailure(
                .usage,
                "\(path) is too large to send along (\(mostBytes / 1_000) kB for all local files). "
                    + "Give a link to it instead: --image https://…"
            )
        }
        guard let media = MediaType.sniff(bytes) else {
            throw CommandFailure(.usage, "\(path) is not a PNG, JPEG, WebP or GIF image.")
        }
        return (bytes, media)
    }
}
