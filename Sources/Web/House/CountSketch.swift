/// A name as it is counted. What strangers type becomes a number here, and no `String` of theirs is
/// ever compared or kept.
struct CountedName: Hashable, Sendable {
    let hash: UInt64

    init(_ parts: String...) {
        // Seeded anew in every process: nobody can choose names that share their cells.
        var hasher = Hasher()
        for part in parts {
            var part = part
            part.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            // Stands in no UTF-8.
            hasher.combine(bytes: [0xFF])
        }
        hash = UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

extension Hasher {
    fileprivate mutating func combine(bytes: [UInt8]) {
        bytes.withUnsafeBytes { combine(bytes: $0) }
    }
}

/// Counts any number of names in a fixed amount of memory (a count-min sketch). Each name has four
/// cells, and its count is the least of them: never too low, and too high only where others share all
/// four. Nothing is ever pushed out, so a flood of names neither fills the memory nor frees a guesser.
struct CountSketch: Sendable {
    private static let rows = 4
    private let columns: Int
    private var cells: [UInt32]

    /// - columns: a power of two, 65,536 at most.
    init(columns: Int = 65_536) {
        self.columns = columns
        cells = Array(repeating: 0, count: Self.rows * columns)
    }

    func count(of name: CountedName) -> Int {
        (0..<Self.rows).map { Int(cells[cell($0, name)]) }.min() ?? 0
    }

    mutating func add(_ count: Int, to name: CountedName) {
        for row in 0..<Self.rows {
            let cell = cell(row, name)
            cells[cell] = UInt32(clamping: Int(cells[cell]) + count)
        }
    }

    /// What was added to it is forgotten.
    mutating func clear(_ name: CountedName) {
        add(-count(of: name), to: name)
    }

    mutating func clear() {
        cells = Array(repeating: 0, count: cells.count)
    }

    private func cell(_ row: Int, _ name: CountedName) -> Int {
        row * columns + Int(truncatingIfNeeded: name.hash >> (16 * row)) & (columns - 1)
    }
}
