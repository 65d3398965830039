/// The text of a code that gives credit: `AIG-7K2M-Q9XT-4DPR`. 60 random bits, in letters that nobody
/// takes for others.
package struct GiftCode: Hashable, Sendable {
    package let text: String

    private static let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    /// - random: at least 12 bytes.
    package init?(random: [UInt8]) {
        guard random.count >= 12 else { return nil }
        let letters = random.prefix(12).map { Self.letters[Int($0 % 32)] }
        text = Self.grouped(String(letters))
    }

    /// As somebody typed it: small letters, other marks between the groups, O for 0.
    package init?(typed: String) {
        var letters = typed.uppercased().filter { $0.isLetter || $0.isNumber }
        if letters.hasPrefix("AIG") { letters.removeFirst(3) }
        letters = String(
            letters.map { letter -> Character in
                switch letter {
                case "O": "0"
                case "I", "L": "1"
                default: letter
                }
            }
        )
        guard letters.count == 12, letters.allSatisfy(Self.letters.contains) else { return nil }
        text = Self.grouped(letters)
    }

    package var hint: String { "AIG-…-" + text.suffix(4) }

    private static func grouped(_ letters: String) -> String {
        let groups = stride(from: 0, to: 12, by: 4).map { start in
            letters.dropFirst(start).prefix(4)
        }
        return "AIG-" + groups.joined(separator: "-")
    }
}
