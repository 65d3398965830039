import Domain
import Foundation
import Testing

@Suite struct `Pictures in data URLs` {
    private func url(_ letters: String) -> String { "data:image/png;base64," + letters }

    @Test(arguments: [1, 2, 3, 4, 5, 4_095, 4_096, 4_097, 1 << 20, (1 << 20) + 5, 3_000_001])
    func `both ends and the length are those of the whole`(_ count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let text = url(Data(bytes).base64EncodedString())
        #expect(DataURL.bytes(of: text) == bytes)
        let ends = try #require(DataURL.ends(of: text))
        #expect(ends.byteCount == count)
        #expect(bytes.starts(with: ends.head))
        #expect(ends.head.count >= min(count, ImageInspection.largestHead))
        #expect(bytes.suffix(ends.tail.count).elementsEqual(ends.tail))
        #expect(ends.tail.count >= min(count, ImageInspection.usualTail))
    }

    @Test(arguments: [
        "", "=", "====", "A", "AA", "AAA", "AAAAA", "AA=A", "A===", "AAAA AAAA", "AAAA\n", "AA%A",
        "AAA-", "ÄAAA", "AAAA=",
    ])
    func `what is no base64 has no ends`(_ letters: String) {
        #expect(DataURL.ends(of: url(letters)) == nil)
    }

    @Test func `one wrong letter far from both ends is found`() {
        var letters = [UInt8](repeating: UInt8(ascii: "A"), count: 4_000_000)
        letters[2_000_000] = UInt8(ascii: "?")
        #expect(DataURL.ends(of: url(String(decoding: letters, as: UTF8.self))) == nil)
        letters[2_000_000] = UInt8(ascii: "B")
        let ends = DataURL.ends(of: url(String(decoding: letters, as: UTF8.self)))
        #expect(ends?.byteCount == 3_000_000)
    }

    @Test(arguments: ["data:image/png,AAAA", "image/png;base64,AAAA", "data:;base64AAAA"])
    func `an address of another form is none`(_ text: String) {
        #expect(DataURL.ends(of: text) == nil)
        #expect(DataURL.bytes(of: text) == nil)
    }
}
