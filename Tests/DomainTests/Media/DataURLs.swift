import Domain
import Foundation
import Testing

@Suite struct `Pictures in data URLs` {
    private func url(_ letters: String) -> String { "data:image/png;base64," + letters }

    /// A whole PNG and bytes behind it, so many in all.
    private func file(_ count: Int) -> [UInt8] {
        let png = MediaFixtures.all[0].bytes
        return png + (png.count..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    }

    @Test(arguments: [128, 129, 130, 49_151, 49_152, 49_153, 98_304, (1 << 20) + 5])
    func `are inspected as the whole file is`(_ count: Int) throws {
        let bytes = file(count)
        let text = url(Data(bytes).base64EncodedString())
        #expect(DataURL.bytes(of: text) == bytes)
        #expect(try DataURL.inspect(text) == ImageFacts(media: .png, width: 37, height: 11))
    }

    @Test(arguments: [
        "", "=", "====", "A", "AA", "AAA", "AAAAA", "AA=A", "A===", "AAAA AAAA", "AAAA\n", "AA%A",
        "AAA-", "ÄAAA", "AAAA=",
    ])
    func `what is no base64 has none`(_ letters: String) throws {
        #expect(try DataURL.inspect(url(letters)) == nil)
    }

    @Test(arguments: [200, 65_536, 200_000, 399_999], ["?", "=", "\n"])
    func `one wrong letter behind the image is found`(_ place: Int, _ letter: String) throws {
        var letters = Array(Data(file(300_000)).base64EncodedString().utf8)
        #expect(letters.count == 400_000)
        letters[place] = try #require(letter.utf8.first)
        let text = url(String(decoding: letters, as: UTF8.self))
        // One sign of padding at the very end is none too many.
        let isPadding = letter == "=" && place == 399_999
        #expect(try DataURL.inspect(text) == nil || isPadding)
    }

    @Test(arguments: ["data:image/png,AAAA", "image/png;base64,AAAA", "data:;base64AAAA"])
    func `an address of another form is none`(_ text: String) throws {
        #expect(try DataURL.inspect(text) == nil)
        #expect(DataURL.bytes(of: text) == nil)
    }
}
