import Foundation
import NIOCore

/// Reads multipart/form-data (RFC 7578) while it arrives, in pieces cut anywhere, and keeps none of
/// it but what could be the start of a boundary. Feed it every piece, then `finish`.
struct MultipartReader {
    enum Step {
        case begin(PartHead)
        /// Bytes of the part that began last.
        case bytes(ByteBuffer)
        case end
    }

    private enum Place { case preamble, afterBoundary, heads, body, epilogue }

    /// Parts of one form.
    static let mostParts = 64
    /// Bytes of one part's headers.
    static let longestHead = 8_192

    private let boundary: [UInt8]
    private var place = Place.preamble
    private var parts = 0
    /// What is not consumed yet. Starts as if a line had ended, so that the first boundary is like
    /// all others.
    private var pending = ByteBuffer(string: "\r\n")

    /// - contentType: the header's value; nil when it is not multipart/form-data with a boundary.
    init?(contentType: String?) {
        guard let contentType, let boundary = Self.boundary(in: contentType) else { return nil }
        self.boundary = Array("\r\n--\(boundary)".utf8)
    }

    private static func boundary(in contentType: String) -> String? {
        guard let parameters = try? HeaderParameters(contentType.utf8),
            parameters.value.lowercased() == "multipart/form-data",
            let boundary = parameters["boundary"], (1...70).contains(boundary.utf8.count)
        else { return nil }
        return boundary
    }

    mutating func feed(_ bytes: ByteBuffer) throws(APIError) -> [Step] {
        pending.writeImmutableBuffer(bytes)
        var steps: [Step] = []
        while let step = try next() { if let step { steps.append(step) } }
        pending.discardReadBytes()
        return steps
    }

    /// No more bytes will come.
    func finish() throws(APIError) {
        guard place == .epilogue else {
            throw .malformed("The form ends too early: its closing boundary is missing.")
        }
    }

    /// nil: more bytes are needed. A step that is nil is progress without anything to tell.
    private mutating func next() throws(APIError) -> Step?? {
        switch place {
        case .preamble: return skipPreamble()
        case .body: return body()
        case .afterBoundary: return try afterBoundary()
        case .heads: return try heads()
        case .epilogue:
            pending.moveReaderIndex(forwardBy: pending.readableBytes)
            return nil
        }
    }

    private mutating func skipPreamble() -> Step?? {
        guard let offset = find(boundary) else {
            keepLast(boundary.count - 1)
            return nil
        }
        pending.moveReaderIndex(forwardBy: offset + boundary.count)
        place = .afterBoundary
        return .some(nil)
    }

    private mutating func body() -> Step?? {
        if let offset = find(boundary) {
            if offset > 0, let bytes = pending.readSlice(length: offset) { return .bytes(bytes) }
            pending.moveReaderIndex(forwardBy: boundary.count)
            place = .afterBoundary
            return .end
        }
        let count = pending.readableBytes - (boundary.count - 1)
        guard count > 0, let bytes = pending.readSlice(length: count) else { return nil }
        return .bytes(bytes)
    }

    /// A line end, before which blanks may stand, or the two dashes of the last boundary.
    private mutating func afterBoundary() throws(APIError) -> Step?? {
        let view = pending.readableBytesView
        let rest = view.drop { $0 == 0x20 || $0 == 0x09 }
        guard rest.count >= 2 else {
            guard view.count < 128 else { throw Self.badBoundary }
            return nil
        }
        let two = (rest[rest.startIndex], rest[rest.startIndex + 1])
        pending.moveReaderIndex(forwardBy: view.count - rest.count + 2)
        switch two {
        case (0x2D, 0x2D): place = .epilogue
        case (0x0D, 0x0A):
            parts += 1
            guard parts <= Self.mostParts else {
                throw .malformed("The form has more than \(Self.mostParts) parts.")
            }
            place = .heads
            // So that a part without headers ends like one with them.
            var line = ByteBuffer(string: "\r\n")
            line.writeBuffer(&pending)
            pending = line
        default: throw Self.badBoundary
        }
        return .some(nil)
    }

    private static let badBoundary = APIError.malformed("A boundary of the form is broken.")

    private mutating func heads() throws(APIError) -> Step?? {
        guard let offset = find([0x0D, 0x0A, 0x0D, 0x0A]) else {
            guard pending.readableBytes <= Self.longestHead else {
                throw .malformed("The headers of a part are longer than \(Self.longestHead) bytes.")
            }
            return nil
        }
        let lines = pending.readBytes(length: offset) ?? []
        pending.moveReaderIndex(forwardBy: 4)
        place = .body
        return .begin(try PartHead(lines))
    }

    private mutating func keepLast(_ count: Int) {
        pending.moveReaderIndex(forwardBy: max(0, pending.readableBytes - count))
    }

    /// Every needle begins with a line end, so that the library's fast search for one byte finds the
    /// places to compare at.
    private func find(_ needle: [UInt8]) -> Int? {
        pending.withUnsafeReadableBytes { bytes -> Int? in
            guard let base = bytes.baseAddress else { return nil }
            var offset = 0
            while offset + needle.count <= bytes.count {
                let room = bytes.count - needle.count - offset + 1
                guard let found = memchr(base + offset, Int32(needle[0]), room) else { return nil }
                offset = UnsafeRawPointer(found) - base
                if memcmp(base + offset, needle, needle.count) == 0 { return offset }
                offset += 1
            }
            return nil
        }
    }
}
