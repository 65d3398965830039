package import Foundation

/// Follows the parts of an image file while it arrives: its chunks, segments or blocks, up to its
/// end mark. Nothing is decoded and only a few bytes are kept, so that no decoder in this process
/// meets bytes from outside, and a file of any length costs the same memory.
///
///     var inspection = ImageInspection()
///     inspection.feed(bytes)
///     let facts = try inspection.finish()
///
/// What comes behind the end mark is not looked at: cameras, phones and editors put previews, videos
/// and padding there, and every viewer opens such files.
package struct ImageInspection: Sendable {
    private var layout: (any ImageLayout)?
    private var step = LayoutStep.read(MediaType.sniffed)
    /// Of the read that is under way.
    private var collected: [UInt8] = []
    /// Bytes up to the one that comes next.
    private var position = 0
    /// The last byte of a search for a marker was FF.
    private var isBehindFF = false
    private var defect: ImageDefect?
    /// Steps taken. An image of 100 MB in chunks of 512 bytes takes 600,000.
    private var steps = 0
    private static let mostSteps = 1_000_000

    package init() {}

    package mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty, defect == nil {
            switch step {
            case .read(let count): read(count, from: &rest)
            case .skip(let count):
                let passed = min(count, rest.count)
                pass(passed, of: &rest)
                step = .skip(count - passed)
                if passed == count { advance() }
            case .marker:
                guard let index = findMarker(in: rest) else { return pass(rest.count, of: &rest) }
                let marker = UnsafeRawBufferPointer(rebasing: rest[index...index])
                pass(index + 1, of: &rest)
                advance(with: marker)
            case .chain(let left):
                let (passed, left) = followChain(in: rest, left)
                pass(passed, of: &rest)
                step = .chain(left ?? 0)
                if left == nil { advance() }
            case .whole: return
            }
        }
    }

    private mutating func read(_ count: Int, from rest: inout UnsafeRawBufferPointer) {
        // Nearly always all of it is at hand.
        if collected.isEmpty, rest.count >= count {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(count))
            pass(count, of: &rest)
            return advance(with: part)
        }
        let part = rest.prefix(count - collected.count)
        collected.append(contentsOf: part)
        pass(part.count, of: &rest)
        guard collected.count == count else { return }
        let whole = collected
        collected.removeAll()
        whole.withUnsafeBytes { advance(with: $0) }
    }

    /// How many bytes belong to a chain, and how many are left of its last part; nil: it has ended.
    private func followChain(
        in bytes: UnsafeRawBufferPointer,
        _ left: Int
    ) -> (passed: Int, left: Int?) {
        var index = left
        while index < bytes.count {
            let length = Int(bytes[index])
            index += 1
            if length == 0 { return (index, nil) }
            index += length
        }
        return (bytes.count, index - bytes.count)
    }

    /// Where a marker's second byte is. Its first may have come before.
    private mutating func findMarker(in bytes: UnsafeRawBufferPointer) -> Int? {
        var index = 0
        while index < bytes.count {
            if !isBehindFF {
                guard let found = bytes.first(0xFF, from: index) else { return nil }
                (isBehindFF, index) = (true, found + 1)
                continue
            }
            let byte = bytes[index]
            if byte != 0xFF {
                isBehindFF = false
                guard byte == 0 || byte == 1 || (0xD0...0xD7).contains(byte) else { return index }
            }
            index += 1
        }
        return nil
    }

    /// - Returns: format and size in pixels.
    /// - Throws: Why it is no whole image.
    package func finish() throws(ImageDefect) -> ImageFacts {
        if let defect { throw defect }
        guard let layout else {
            throw MediaType.sniff(collected).map(ImageDefect.truncated) ?? .unknownFormat
        }
        guard step == .whole, let size = layout.size else { throw .truncated(layout.media) }
        return ImageFacts(
            media: layout.media,
            width: size.width,
            height: size.height,
            hasEnoughData: layout.data.bytes >= layout.data.fewest
        )
    }

    private mutating func pass(_ count: Int, of rest: inout UnsafeRawBufferPointer) {
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        position += count
    }

    private mutating func advance(with bytes: UnsafeRawBufferPointer = .empty) {
        do throws(ImageDefect) {
            guard let media = layout?.media else { return try begin(bytes) }
            steps += 1
            guard steps <= Self.mostSteps else {
                throw .broken(media, "more parts than any image has")
            }
            step = try layout?.next(bytes, at: position) ?? .whole
            while step == .skip(0) { step = try layout?.next(.empty, at: position) ?? .whole }
        } catch {
            defect = error
        }
    }

    /// The first bytes tell the format, and are gone through once more as it says.
    private mutating func begin(_ head: UnsafeRawBufferPointer) throws(ImageDefect) {
        guard let layout = MediaType.sniff(head)?.layout else { throw .unknownFormat }
        (self.layout, step, position) = (layout, layout.start, 0)
        feed(head)
    }
}

extension ImageInspection {
    /// A whole file that is at hand.
    package static func inspect(
        whole bytes: some ContiguousBytes
    ) throws(ImageDefect) -> ImageFacts {
        var inspection = ImageInspection()
        bytes.withUnsafeBytes { inspection.feed($0) }
        return try inspection.finish()
    }
}

extension UnsafeRawBufferPointer {
    fileprivate static var empty: Self { Self(start: nil, count: 0) }

    /// Where a byte is next.
    fileprivate func first(_ byte: UInt8, from start: Int) -> Int? {
        guard let base = baseAddress else { return nil }
        return memchr(base + start, Int32(byte), count - start).map { UnsafeRawPointer($0) - base }
    }
}
