import Domain
import Testing

@Suite struct `A picture file` {
    private func inspect(_ bytes: [UInt8]) throws(ImageDefect) -> ImageFacts {
        try ImageInspection.inspect(
            head: Array(bytes.prefix(ImageInspection.usualHead)),
            tail: Array(bytes.suffix(ImageInspection.usualTail)),
            byteCount: bytes.count
        )
    }

    @Test(arguments: MediaFixtures.all)
    func `tells its format and size`(file: MediaFixtures.File) throws {
        let facts = try inspect(file.bytes)
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
    func `gives its size from the head alone`(file: MediaFixtures.File) throws {
        let head = Array(file.bytes.prefix(file.bytes.count - 1))
        let facts = try ImageInspection.header(head, byteCount: 10_000_000)
        #expect(facts.width == 37 && facts.height == 11)
    }

    @Test(arguments: MediaFixtures.all)
    func `asks for a longer head while more may come`(file: MediaFixtures.File) {
        #expect(throws: ImageDefect.needsLongerHead(file.media)) {
            try ImageInspection.header(Array(file.bytes.prefix(12)), byteCount: 5_000)
        }
        #expect(throws: ImageDefect.truncated(file.media)) {
            try ImageInspection.header(Array(file.bytes.prefix(12)), byteCount: 12)
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
        var generator = SystemRandomNumberGenerator()
        for file in MediaFixtures.all {
            for _ in 0..<200 {
                let noise = (0..<600).map { _ in UInt8.random(in: 0...255, using: &generator) }
                // The right first bytes, and a wrong last one.
                let bytes = file.bytes.prefix(12) + noise + [0x55]
                #expect(throws: ImageDefect.self) { try inspect(Array(bytes)) }
            }
        }
    }

    @Test func `with a changed byte in a PNG's header fails its checksum`() {
        let bytes = MediaFixtures.all[0].bytes
        for position in 16..<33 {
            var changed = bytes
            changed[position] ^= 0x40
            #expect(throws: ImageDefect.badHeader(.png, "the checksum of IHDR is wrong")) {
                try inspect(changed)
            }
        }
    }

    @Test func `may carry a megabyte of metadata before a JPEG's size`() throws {
        let bytes = MediaFixtures.all[1].bytes
        let segment: [UInt8] = [0xFF, 0xE2, 0xFF, 0xFF] + [UInt8](repeating: 0xD9, count: 65_533)
        let padded = bytes.prefix(2) + (0..<14).flatMap { _ in segment } + bytes.dropFirst(2)
        #expect(throws: ImageDefect.needsLongerHead(.jpeg)) { try inspect(Array(padded)) }
        let facts = try ImageInspection.inspect(
            head: Array(padded.prefix(ImageInspection.largestHead)),
            tail: Array(padded.suffix(ImageInspection.usualTail)),
            byteCount: padded.count
        )
        #expect(facts == ImageFacts(media: .jpeg, width: 37, height: 11))
    }

    @Test func `may be padded with zeros after a JPEG's end`() throws {
        let facts = try inspect(MediaFixtures.all[1].bytes + [0, 0, 0])
        #expect(facts.media == .jpeg)
        #expect(throws: ImageDefect.truncated(.jpeg)) {
            try inspect(MediaFixtures.all[1].bytes + [1])
        }
    }

    @Test func `without pixels is none`() {
        var gif = MediaFixtures.all[6].bytes
        (gif[6], gif[7]) = (0, 0)
        #expect(throws: ImageDefect.badHeader(.gif, "a picture without pixels")) {
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
