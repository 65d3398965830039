import Drawing
import Synchronization

/// The pictures drawn last, so that the same order again costs no drawing. The lock protects the
/// table and its size.
final class DrawnPictures: Sendable {
    private struct Shelf {
        var pictures: [PictureRequest: (bytes: [UInt8], lastUse: UInt64)] = [:]
        var size = 0
        var uses: UInt64 = 0
    }

    private let shelf = Mutex(Shelf())
    /// Bytes of all pictures together.
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// The bytes that this request gave before. Never for a request with input pictures: their
    /// files may have changed.
    func bytes(of request: PictureRequest) -> [UInt8]? {
        shelf.withLock { shelf in
            guard let found = shelf.pictures[request] else { return nil }
            shelf.uses += 1
            shelf.pictures[request] = (found.bytes, shelf.uses)
            return found.bytes
        }
    }

    /// Keeps a picture, and forgets those that were not asked for the longest.
    func keep(_ bytes: [UInt8], of request: PictureRequest) {
        let weight = DrawnPictures.weight(bytes, of: request)
        // One huge picture would push out all others.
        guard request.images.isEmpty, weight <= limit / 4 else { return }
        shelf.withLock { shelf in
            shelf.uses += 1
            if let old = shelf.pictures.updateValue((bytes, shelf.uses), forKey: request) {
                shelf.size -= DrawnPictures.weight(old.bytes, of: request)
            }
            shelf.size += weight
            while shelf.size > limit,
                let oldest = shelf.pictures.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                shelf.pictures[oldest.key] = nil
                shelf.size -= DrawnPictures.weight(oldest.value.bytes, of: oldest.key)
            }
        }
    }

    /// Bytes of memory: the request is kept too, with its prompt as text and as a note.
    private static func weight(_ bytes: [UInt8], of request: PictureRequest) -> Int {
        bytes.count + 2 * request.prompt.utf8.count + 512
    }
}
