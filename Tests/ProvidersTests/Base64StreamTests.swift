import Foundation
import TestKit
import Testing

@testable import Providers

@Suite struct `Decoding base64 while it arrives` {
    /// Nil if it is not base64.
    private func decode(_ chunks: [[UInt8]]) -> [UInt8]? {
        var stream = Base64Stream()
        var output: [UInt8] = []
        for chunk in chunks {
            chunk.withUnsafeBytes { bytes in
                var input = bytes
                while !input.isEmpty {
                    stream.decodeRun(&input) { output += $0 }
                    guard let other = input.first else { break }
                    stream.add(other)
                    input.drop(1)
                }
            }
        }
        return stream.finish { output += $0 } ? output : nil
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `gives back what was encoded, wherever the text is cut`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = generator.chance(8) ? 120_000 : Int.random(in: 1...300, using: &generator)
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let text = Array(Data(bytes).base64EncodedString().utf8)
        #expect(decode([text]) == bytes)
        #expect(decode(text.randomChunks(longest: 7, using: &generator)) == bytes)
        #expect(decode(text.randomChunks(longest: 5_000, using: &generator)) == bytes)
        let unpadded = Array(text.prefix { $0 != UInt8(ascii: "=") })
        #expect(decode([unpadded]) == bytes)
    }

    @Test(arguments: [
        "", "A", "AAAAA", "AA=", "AA===", "AAA==", "=", "====", "AA==AAAA", "A===", "AAAA=",
        "AAA-", "AA A", "AAAA\nAAAA", "AA*A", "ÄAAA", "AAA=A",
    ])
    func `refuses what is not base64`(text: String) {
        #expect(decode([Array(text.utf8)]) == nil)
        #expect(decode(text.utf8.map { [$0] }) == nil)
    }

    @Test func `knows every letter at every place`() {
        let letters = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
        )
        for turn in 0..<64 {
            let text = (0..<76).map { letters[($0 * 5 + turn) % 64] }
            #expect(decode([text]) == Data(base64Encoded: Data(text)).map(Array.init))
        }
    }

    @Test func `refuses every byte outside the alphabet at every place`() {
        let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=".utf8)
        for byte in (0...255 as ClosedRange<UInt8>) where !letters.contains(byte) {
            // 76 letters: two steps of 32, and twelve that are no step.
            for position in 0..<76 {
                var text = Array(repeating: UInt8(ascii: "z"), count: 76)
                text[position] = byte
                #expect(decode([text]) == nil, "\(byte) at \(position)")
            }
        }
    }
}
