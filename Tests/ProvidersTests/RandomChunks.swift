import TestKit

extension Array where Element == UInt8 {
    /// Cuts the bytes at random places, 1 to `longest` bytes each.
    func randomChunks(longest: Int, using generator: inout SeededGenerator) -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        var rest = self[...]
        while !rest.isEmpty {
            let length = Int.random(in: 1...longest, using: &generator)
            chunks.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return chunks
    }
}
