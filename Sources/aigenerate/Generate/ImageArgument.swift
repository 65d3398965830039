import Domain
import Foundation

/// What was given as `--image`: a link, which is passed on, or a local file, which is sent along when
/// it is small, and uploaded first when it is not.
enum ImageArgument: Hashable, Sendable {
    /// An address, or a small file as a `data:` URL.
    case link(String)
    case upload(URL)

    /// All files that are sent along together. In base64 they grow by a third, and the order's body
    /// may hold 1 MB.
    static let mostBytes: Int64 = 700_000

    /// - Throws: `CommandFailure` for a file that is missing or not an image.
    static func parse(_ arguments: [String]) throws(CommandFailure) -> [ImageArgument] {
        var left = mostBytes
        var images: [ImageArgument] = []
        for argument in arguments {
            guard !isLink(argument) else {
                images.append(.link(argument))
                continue
            }
            let file = try LocalPicture(argument)
            guard file.bytes <= left else {
                images.append(.upload(file.url))
                continue
            }
            left -= file.bytes
            images.append(.link(try file.dataURL()))
        }
        return images
    }

    private static func isLink(_ argument: String) -> Bool {
        let start = argument.prefix(8).lowercased()
        return start.hasPrefix("http://") || start == "https://" || start.hasPrefix("data:")
    }
}

/// A file that begins like a picture.
private struct LocalPicture {
    let url: URL
    let bytes: Int64
    private let media: MediaType

    init(_ path: String) throws(CommandFailure) {
        url = URL(filePath: path)
        let head: Data
        do {
            let file = try FileHandle(forReadingFrom: url)
            head = try file.read(upToCount: 64) ?? Data()
            bytes = Int64(try file.seekToEnd())
            try file.close()
        } catch {
            throw CommandFailure(.usage, "\(path) cannot be read: \(error.localizedDescription)")
        }
        guard !head.isEmpty else {
            throw CommandFailure(.usage, "\(path) is empty. Nothing was ordered.")
        }
        guard let media = MediaType.sniff(head), media.isInput else {
            throw CommandFailure(.usage, "\(path) is not a picture: \(MediaType.inputs).")
        }
        self.media = media
    }

    func dataURL() throws(CommandFailure) -> String {
        do {
            let text = try Data(contentsOf: url).base64EncodedString()
            return "data:\(media.rawValue);base64,\(text)"
        } catch {
            throw CommandFailure(
                .usage,
                "\(url.path(percentEncoded: false)) cannot be read: \(error.localizedDescription)"
            )
        }
    }
}
