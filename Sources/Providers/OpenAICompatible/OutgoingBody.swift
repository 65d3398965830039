import Domain
import Foundation
import NIOCore
import Synchronization

/// A request's body, read from memory and disk while it is sent.
struct OutgoingBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let pieces: [BodyPiece]
    let mark: SentMark

    var byteCount: Int { pieces.reduce(0) { $0 + $1.byteCount } }

    /// An input picture could not be read, or is not as long as it was when it was fetched. The
    /// request then stays short of its announced length, so nobody can have acted on it.
    struct UnreadableInput: Error {}

    func makeAsyncIterator() -> Iterator {
        Iterator(pieces: pieces[...], mark: mark)
    }

    struct Iterator: AsyncIteratorProtocol {
        /// One read from disk. The files were written moments ago: they come from the page cache,
        /// so a plain read costs less than a hop to a thread made for waiting.
        static let blockBytes = 128 << 10

        var pieces: ArraySlice<BodyPiece>
        let mark: SentMark
        private var file: (handle: FileHandle, left: Int)?

        init(pieces: ArraySlice<BodyPiece>, mark: SentMark) {
            self.pieces = pieces
            self.mark = mark
        }

        mutating func next() async throws -> ByteBuffer? {
            mark.set()
            while true {
                if let (handle, left) = file {
                    guard left > 0 else {
                        file = nil
                        try handle.close()
                        continue
                    }
                    return try read(from: handle, left: left)
                }
                switch pieces.popFirst() {
                case .bytes(let bytes): return ByteBuffer(bytes: bytes)
                case .file(let input):
                    guard let handle = FileHandle(forReadingAtPath: input.path) else {
                        throw UnreadableInput()
                    }
                    file = (handle, input.bytes)
                case nil: return nil
                }
            }
        }

        private mutating func read(from handle: FileHandle, left: Int) throws -> ByteBuffer {
            guard let block = try handle.read(upToCount: Swift.min(left, Iterator.blockBytes)),
                !block.isEmpty
            else { throw UnreadableInput() }
            file = (handle, left - block.count)
            return ByteBuffer(bytes: block)
        }
    }
}

/// Whether the body of a request began to leave. The lock-free flag is set by the HTTP client's
/// task that sends and read by ours: before it, no purchase can have happened, for a request
/// without its body is none.
final class SentMark: Sendable {
    private let flag = Atomic(false)

    func set() { flag.store(true, ordering: .releasing) }
    var isSet: Bool { flag.load(ordering: .acquiring) }
}
