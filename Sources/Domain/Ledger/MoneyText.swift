/// Money as text: made from the integer, never through a floating-point number.
extension MicroUSD {
    /// Dollars with no more decimals than needed (at most 6): `0.028`, `10`, `-0.5`.
    /// It is also a valid JSON number.
    package var dollars: String {
        let magnitude = rawValue.magnitude
        let sign = rawValue < 0 ? "-" : ""
        var fraction = String(magnitude % 1_000_000)
        fraction = String(repeating: "0", count: 6 - fraction.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let whole = sign + String(magnitude / 1_000_000)
        return fraction.isEmpty ? whole : whole + "." + fraction
    }

    /// Reads `10`, `0.5`, `12.345678`; nil for anything else, more than 6 decimals, a sign, or more
    /// than `largest`.
    package init?(dollars text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, whole.count <= 7,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        var micros = (Int64(whole) ?? 0) * 1_000_000
        if parts.count == 2 {
            guard (1...6).contains(parts[1].count) else { return nil }
            let padded = parts[1] + String(repeating: "0", count: 6 - parts[1].count)
            micros += Int64(padded) ?? 0
        }
        guard micros <= MicroUSD.largest.rawValue else { return nil }
        self.init(micros)
    }
}

/// What one credit is worth. Credits exist on screens and on the wire only; the ledger is in µ$.
package struct CreditValue: Hashable, Sendable, Codable {
    package let microUSD: Int64

    package init(microUSD: Int64) {
        self.microUSD = microUSD
    }

    /// $0.0070, the value the public price list is written in.
    package static let standard = CreditValue(microUSD: 7_000)

    /// Credits as a JSON number of at most 2 decimals, rounded half to even: `4`, `1428.57`.
    package func credits(_ amount: MicroUSD) -> String {
        var text = creditsFixed(amount)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// Credits with exactly 2 decimals, as pages and tables show them: `4.00`.
    package func creditsFixed(_ amount: MicroUSD) -> String {
        let (quotient, remainder) = (amount.rawValue.magnitude * 100)
            .quotientAndRemainder(dividingBy: UInt64(microUSD))
        let twice = remainder * 2
        let up = twice > UInt64(microUSD) || (twice == UInt64(microUSD) && quotient % 2 == 1)
        let hundredths = quotient + (up ? 1 : 0)
        let sign = amount.rawValue < 0 && hundredths > 0 ? "-" : ""
        let fraction = hundredths % 100
        return "\(sign)\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}

extension MicroUSD {
    /// Dollars with exactly 4 decimals, as pages show them, rounded half to even: `0.0280`.
    package var dollarsFixed: String {
        let (quotient, remainder) = rawValue.magnitude.quotientAndRemainder(dividingBy: 100)
        let up = remainder > 50 || (remainder == 50 && quotient % 2 == 1)
        let parts = quotient + (up ? 1 : 0)
        let sign = rawValue < 0 && parts > 0 ? "-" : ""
        let fraction = String(parts % 10_000 + 10_000).dropFirst()
        return "\(sign)\(parts / 10_000).\(fraction)"
    }

    /// Not rounded, with at least 5 decimals, so that small prices stand below each other: `0.02800`.
    package var dollarsWhole: String {
        rawValue % 100 == 0 ? dollarsFixed + "0" : dollars
    }
}
