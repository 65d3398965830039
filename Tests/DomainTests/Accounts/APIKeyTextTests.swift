import Domain
import Testing

@Suite struct `An API key's text` {
    private static let alphabet = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_ é"
    )

    @Test(arguments: [true, false])
    func `tells every single changed character by its checksum`(isTest: Bool) throws {
        let text = try key(seed: 12, isTest: isTest)
        #expect(APIKeyText.isWellFormed(text))
        let characters = Array(text)
        var slipped: [String] = []
        for place in characters.indices {
            for other in Self.alphabet where other != characters[place] {
                var changed = characters
                changed[place] = other
                if APIKeyText.isWellFormed(String(changed)) { slipped.append(String(changed)) }
            }
        }
        #expect(slipped.isEmpty)
    }

    @Test func `tells a missing, an added and two swapped characters`() throws {
        let characters = Array(try key(seed: 13, isTest: false))
        for place in characters.indices {
            var shorter = characters
            shorter.remove(at: place)
            #expect(!APIKeyText.isWellFormed(String(shorter)))
            var longer = characters
            longer.insert("0", at: place)
            #expect(!APIKeyText.isWellFormed(String(longer)))
            guard place + 1 < characters.count, characters[place] != characters[place + 1] else {
                continue
            }
            var swapped = characters
            swapped.swapAt(place, place + 1)
            #expect(!APIKeyText.isWellFormed(String(swapped)))
        }
    }

    @Test func `has the length and the prefix of its kind`() throws {
        let live = try key(seed: 14, isTest: false)
        let test = try key(seed: 14, isTest: true)
        #expect(live.wholeMatch(of: /sk-aig-[0-9A-Za-z]{44}/) != nil)
        #expect(test.wholeMatch(of: /sk-aig-test-[0-9A-Za-z]{44}/) != nil)
        #expect(APIKeyText.isTest(test) && !APIKeyText.isTest(live))
    }

    @Test func `uses every character equally often`() throws {
        var counts: [Character: Int] = [:]
        for seed in 0..<2_000 {
            let random = try key(seed: UInt64(seed), isTest: false).dropFirst(7).dropLast(6)
            for character in random { counts[character, default: 0] += 1 }
        }
        // 76,000 characters over 62: 1,226 each, standard deviation 35.
        #expect(counts.count == 62)
        #expect(counts.values.allSatisfy { (1_050...1_400).contains($0) })
    }

    @Test func `is not made from too few random bytes`() {
        #expect(APIKeyText.make(isTest: false, random: [UInt8](repeating: 255, count: 64)) == nil)
        #expect(APIKeyText.make(isTest: false, random: [UInt8](repeating: 7, count: 37)) == nil)
        #expect(APIKeyText.make(isTest: false, random: [UInt8](repeating: 7, count: 38)) != nil)
    }

    @Test(arguments: ["", "sk-aig-", "sk-1234567890", "Bearer x", "sk-aig-test-"])
    func `is nothing else`(text: String) {
        #expect(!APIKeyText.isWellFormed(text))
    }

    private func key(seed: UInt64, isTest: Bool) throws -> String {
        var random = SeededRandom(seed: seed)
        let bytes = (0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        return try #require(APIKeyText.make(isTest: isTest, random: bytes))
    }
}
