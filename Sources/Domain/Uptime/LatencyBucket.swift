import Foundation

/// A range of times, a quarter of an octave wide: its ends are 19 % apart. With a count for each, a
/// month of tasks has a median that is right to a tenth.
package struct LatencyBucket: Hashable, Comparable, Sendable {
    package let index: Int

    package init(index: Int) {
        self.index = index
    }

    package init(milliseconds: Int64) {
        index = Int((log2(Double(max(1, milliseconds))) * 4).rounded(.down))
    }

    /// Its geometric middle.
    package var milliseconds: Int64 {
        Int64(exp2((Double(index) + 0.5) / 4).rounded())
    }

    package static func < (left: LatencyBucket, right: LatencyBucket) -> Bool {
        left.index < right.index
    }
}
