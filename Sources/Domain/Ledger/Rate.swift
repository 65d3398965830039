/// A price per unit (pixel, millisecond, token, image) in whole pico-USD, so that fractions of a
/// micro-dollar per unit stay exact.
package struct Rate: Hashable, Sendable, Codable {
    package let picoUSD: Int64

    package init(picoUSD: Int64) {
        self.picoUSD = picoUSD
    }

    package init(from decoder: any Decoder) throws {
        picoUSD = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(picoUSD)
    }

    /// The amount for a number of units, rounded up to 1 µ$.
    package func amount(units: Int64) -> MicroUSD {
        let (high, low) = picoUSD.multipliedFullWidth(by: units)
        let (quotient, remainder) = Int64(1_000_000).dividingFullWidth((high, low))
        return MicroUSD(quotient + (remainder > 0 ? 1 : 0))
    }
}
