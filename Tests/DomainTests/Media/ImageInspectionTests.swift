import Domain
import Testing

@Suite struct `An image file` {
    /// As it may arrive: in pieces of any size.
    private func inspect(_ bytes: [UInt8], piece: Int = .max) throws(ImageDefect) -> ImageFacts {
        var inspection = ImageInspection()
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                inspection.feed(UnsafeRawBufferPointer(rebasing: rest.prefix(piece)))
                rest = rest.dropFirst(piece)
            }
        }
        return try inspection.finish()
    }

    @Test(arguments: MediaFixtures.all, [1, 2, 7, 64, Int.max])
    func `tells its format and size however it arrives`(
        file: MediaFixtures.File,
        piece: Int
    ) throws {
        let facts = try inspect(file.bytes, piece: piece)
        #expect(facts == ImageFacts(media: file.media, width: 37, height: 11))
    }

    @Test(arguments: MediaFixtures.all)
    func `that was cut anywhere is not taken for whole`(file: MediaFixtures.File) {
        for length in 0..<file.bytes.count {
            #expect(throws: ImageDefect.self, "cut at \(length)") {
                try inspect(Array(file.bytes.prefix(length)))
            }
        }
    }

    @Test(arguments: MediaFixtures.all)
    func `may have anything behind its end`(file: MediaFixtures.File) throws {
        let behind: [[UInt8]] = [
            [0x0A], [0], [1], [0xFF], [0xFF, 0xD8], Array("<html>".utf8), file.bytes,
            [UInt8](repeating: 0x55, count: 100_000),
        ]
        for more in behind {
            let facts = try inspect(file.bytes + more, piece: 11)
            #expect(facts == ImageFacts(media: file.media, width: 37, height: 11))
        }
    }

    @Test func `that is something else is named as such`() {
        let page = Array("<!DOCTYPE html><html><body>Bad Gateway</body></html>".utf8)
        #expect(throws: ImageDefect.unknownFormat) { try inspect(page) }
        #expect(throws: ImageDefect.unknownFormat) { try inspect([]) }
        #expect(throws: ImageDefect.unknownFormat) {
            try inspect([UInt8](repeating: 0, count: 4_096))
        }
    }

    @Test func `made of noise never gets through`() {
        var generator = SeededRandom(seed: 12)
        for file in MediaFixtures.all {
            for _ in 0..<200 {
                let noise = (0..<600).map { _ in UInt8.random(in: 0...255, using: &generator) }
                // The right first bytes.
                let bytes = file.bytes.prefix(12) + noise
                #expect(throws: ImageDefect.self) { try inspect(Array(bytes)) }
            }
        }
    }

    @Test func `of nothing but empty parts is given up`() {
        let comments = [[UInt8]](repeating: [0xFF, 0xFE, 0, 2], count: 600_000).flatMap { $0 }
        #expect(throws: ImageDefect.broken(.jpeg, "more parts than any image has")) {
            try ImageInspection.inspect(whole: [0xFF, 0xD8] + comments)
        }
    }

    @Test func `that is a GIF without a frame is none`() {
        let gif = Array("GIF89a".utf8) + [64, 0, 64, 0, 0, 0, 0, 0x3B]
        #expect(throws: ImageDefect.broken(.gif, "no frame")) { try inspect(gif) }
    }

    @Test func `with a changed byte in a PNG's header fails its checksum`() {
        let bytes = MediaFixtures.all[0].bytes
        for position in 16..<33 {
            var changed = bytes
            changed[position] ^= 0x40
            #expect(throws: ImageDefect.broken(.png, "the checksum of IHDR is wrong")) {
                try inspect(changed)
            }
        }
    }

    @Test func `may carry megabytes of metadata before a JPEG's size`() throws {
        let bytes = MediaFixtures.all[1].bytes
        let segment: [UInt8] = [0xFF, 0xE2, 0xFF, 0xFF] + [UInt8](repeating: 0xD9, count: 65_533)
        let padded = bytes.prefix(2) + (0..<64).flatMap { _ in segment } + bytes.dropFirst(2)
        let facts = try inspect(Array(padded), piece: 4_096)
        #expect(facts == ImageFacts(media: .jpeg, width: 37, height: 11))
        #expect(throws: ImageDefect.truncated(.jpeg)) { try inspect(Array(padded.dropLast(2))) }
    }

    @Test func `without pixels is none`() {
        var gif = MediaFixtures.all[6].bytes
        (gif[6], gif[7]) = (0, 0)
        #expect(throws: ImageDefect.broken(.gif, "an image without pixels")) {
            try inspect(gif)
        }
    }
}

@Suite struct `The CRC-32 checksum` {
    @Test func `has its published check value`() {
        #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(CRC32.of([]) == 0)
    }

    @Test func `is the same in steps`() {
        var sum = CRC32()
        for part in ["12", "", "3456", "789"] { sum.add(Array(part.utf8)) }
        #expect(sum.value == 0xCBF4_3926)
    }
}
