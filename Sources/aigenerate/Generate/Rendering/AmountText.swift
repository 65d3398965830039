package import Foundation

/// Amounts and sizes as a person reads them.
package enum AmountText {
    /// `4.00 cr`
    package static func credits(_ amount: Decimal) -> String { fixed(amount, decimals: 2) + " cr" }

    /// `$0.0280`
    package static func dollars(_ amount: Decimal) -> String {
        let text = fixed(amount, decimals: 4)
        return text.hasPrefix("-") ? "-$" + text.dropFirst() : "$" + text
    }

    /// `4.00 cr ($0.0280)`
    package static func both(credits: Decimal, usd: Decimal) -> String {
        "\(self.credits(credits)) (\(dollars(usd)))"
    }

    /// `812 bytes`, `1.3 MB`: in thousands, as files are sold and disks are labelled.
    package static func bytes(_ count: Int64) -> String {
        guard count >= 1_000 else { return count == 1 ? "1 byte" : "\(count) bytes" }
        let units: [(name: String, size: Int64)] = [
            ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000),
        ]
        for unit in units where count >= unit.size {
            let tenths = (count * 10 + unit.size / 2) / unit.size
            return "\(tenths / 10).\(tenths % 10) \(unit.name)"
        }
        return "\(count) bytes"
    }

    /// Exactly so many decimals, rounded half to even.
    package static func fixed(_ amount: Decimal, decimals: Int) -> String {
        var exact = amount
        var rounded = Decimal()
        NSDecimalRound(&rounded, &exact, decimals, .bankers)
        let parts = rounded.description.split(separator: ".", maxSplits: 1)
        let whole = parts.first.map(String.init) ?? "0"
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let padding = String(repeating: "0", count: max(0, decimals - fraction.count))
        return decimals == 0 ? whole : "\(whole).\(fraction)\(padding)"
    }
}
