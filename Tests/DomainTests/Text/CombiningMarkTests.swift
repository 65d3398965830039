import Foundation
import Testing

@testable import Domain

/// Unicode's stream-safe text format, beside the Unicode data of the libraries.
@Suite struct `Combining marks` {
    private static func marks(_ count: Int) -> String {
        String(repeating: "\u{301}\u{323}", count: count / 2) + (count % 2 == 1 ? "\u{301}" : "")
    }

    @Test func `30 in a row are taken and 31 are not`() {
        #expect(StreamSafeText.holds("a" + Self.marks(30)))
        #expect(!StreamSafeText.holds("a" + Self.marks(31)))
        #expect(StreamSafeText.holds(Self.marks(30) + "a" + Self.marks(30)))
        #expect(!StreamSafeText.holds("a" + Self.marks(10_001) + "a"))
    }

    @Test(arguments: [
        // é brings one mark, ΐ two, U+1F82 three.
        ("é", 29), ("\u{390}", 28), ("\u{1F82}", 27),
        // Two marks in one.
        ("a\u{344}", 28), ("a\u{F73}", 28),
        // Not marks themselves: they decompose to one.
        ("a\u{FF9E}", 29), ("a\u{FF9F}", 29),
        // Newer than some libraries.
        ("\u{105C9}", 29),
    ])
    func `what a character decomposes to counts`(start: String, more: Int) {
        #expect(StreamSafeText.holds(start + Self.marks(more)))
        #expect(!StreamSafeText.holds(start + Self.marks(more + 1)))
    }

    @Test func `bytes that are not UTF-8 hide no marks behind them`() {
        let marks = Array(Self.marks(31).utf8)
        let starts: [[UInt8]] = [
            [0xE0], [0xE1, 0x80], [0xF0], [0xF1, 0x80, 0x80], [0x80], [0xFF], [0xC0], [0xED, 0xA0],
        ]
        for start in starts {
            #expect(!StreamSafeText.holds(start + marks), "\(start)")
            #expect(StreamSafeText.holds(start + marks.dropFirst(2)), "\(start)")
            #expect(StreamSafeText.holds(marks.dropLast(2) + start), "\(start)")
        }
        // 0x301 in three bytes is no UTF-8, so it is no mark.
        let overlong = [[UInt8]](repeating: [0xE0, 0x8C, 0x81], count: 40).flatMap { $0 }
        #expect(StreamSafeText.holds(overlong))
    }

    @Test func `the marks of all characters are those of the libraries`() {
        var wrong: [String] = []
        // Every plane that has marks, and the same cells of an empty one.
        for value in [0...0x2FFFF, 0xE0000...0xE0FFF].joined() {
            guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
            let cell = CombiningMarks.table.cell(scalar.value)
            let found = (leading: Int(cell & 15), trailing: Int(cell >> 4))
            if scalar.value < 0x300 || found != (0, 0) || scalar.isMark || scalar.isDecomposed {
                let known = scalar.decomposedMarks
                // Letters that Unicode 16 brought, and Foundation does not know yet.
                let isNew = [0x105C9, 0x105E4].contains(value) && known == (0, 0)
                if found != known, !isNew { wrong.append("\(value): \(found), not \(known)") }
            }
        }
        #expect(wrong.isEmpty)
    }

    private static let starters = Array("ab é\u{390}\u{1F82}가\u{1F98A}".unicodeScalars)
    private static let someMarks = Array(
        "\u{301}\u{323}\u{344}\u{F73}\u{FF9E}\u{5B0}".unicodeScalars
    )

    @Test func `random text is judged as its decomposition is`() {
        var random = SeededRandom(seed: 30)
        var refused = 0
        for round in 0..<300 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...80, using: &random) {
                let isMark = Int.random(in: 0...30, using: &random) < round % 31
                let pool = isMark ? Self.someMarks : Self.starters
                scalars.append(pool[Int.random(in: pool.indices, using: &random)])
            }
            let text = String(scalars)
            let isSafe = text.longestRun <= StreamSafeText.mostMarks
            #expect(StreamSafeText.holds(text) == isSafe)
            refused += isSafe ? 0 : 1
            let kept = UntrustedText.cut(text)
            #expect(kept.longestRun <= StreamSafeText.mostMarks)
            #expect(!isSafe || kept.isSame(as: text))
        }
        #expect((10...290).contains(refused))
    }
}

extension Unicode.Scalar {
    fileprivate var isMark: Bool { properties.canonicalCombiningClass != .notReordered }

    fileprivate var isDecomposed: Bool {
        value >= 0xC0
            && String(Character(self)).decomposedStringWithCompatibilityMapping.unicodeScalars.count
                > 1
    }

    /// Marks before its base, and behind it.
    fileprivate var decomposedMarks: (leading: Int, trailing: Int) {
        let scalars = String(Character(self)).decomposedStringWithCompatibilityMapping
            .unicodeScalars
        let leading = scalars.prefix { $0.isMark }.count
        guard leading < scalars.count else { return (leading, 0) }
        return (leading, scalars.reversed().prefix { $0.isMark }.count)
    }
}

extension String {
    fileprivate var longestRun: Int {
        var (longest, run) = (0, 0)
        for scalar in decomposedStringWithCompatibilityMapping.unicodeScalars {
            run = scalar.isMark ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
