/// The picture's own source of chance: SplitMix64, started from the prompt and the seed. The
/// standard library's generator would give another picture each time.
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(prompt: String, seed: Int64) {
        // FNV-1a, 64 bits.
        let hash = prompt.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        state = hash &+ UInt64(bitPattern: seed) &* 0x9E37_79B9_7F4A_7C15
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    // Our own arithmetic from here on: what the standard library's `random(in:)` does with a
    // generator may change between Swift releases, and the pictures with it.

    mutating func number(_ range: ClosedRange<Double>) -> Double {
        let unit = Double(next() >> 11) / Double(1 << 53)
        return range.lowerBound + unit * (range.upperBound - range.lowerBound)
    }

    /// 0 ..< `count`; `count` is at least 1.
    mutating func index(_ count: Int) -> Int {
        Int(next() % UInt64(count))
    }

    mutating func flip() -> Bool { next() & 1 == 0 }
}
