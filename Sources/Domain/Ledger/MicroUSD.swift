/// An amount of money in whole millionths of a US dollar. Never a float, on the way in or out.
///
/// Arithmetic traps on overflow: a wrong balance is worse than a stopped process. Amounts that come
/// from outside are bounded by `MicroUSD.largest` when they are read, so no sum of them gets near.
package struct MicroUSD: Hashable, Comparable, Sendable, Codable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    package init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    package static let zero = MicroUSD(0)
    /// $1,000,000: the most that one grant, cap or price may be.
    package static let largest = MicroUSD(1_000_000_000_000)

    package static func + (left: MicroUSD, right: MicroUSD) -> MicroUSD {
        MicroUSD(left.rawValue + right.rawValue)
    }

    package static func - (left: MicroUSD, right: MicroUSD) -> MicroUSD {
        MicroUSD(left.rawValue - right.rawValue)
    }

    package static func * (left: MicroUSD, count: Int) -> MicroUSD {
        MicroUSD(left.rawValue * Int64(count))
    }

    package static func += (left: inout MicroUSD, right: MicroUSD) {
        left = left + right
    }

    package static func < (left: MicroUSD, right: MicroUSD) -> Bool {
        left.rawValue < right.rawValue
    }

    package var isPositive: Bool { rawValue > 0 }
}

extension Sequence where Element == MicroUSD {
    package var sum: MicroUSD { reduce(.zero, +) }
}
