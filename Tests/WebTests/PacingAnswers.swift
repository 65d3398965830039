import Testing

@testable import Web

/// Which clients are cut because they do not take their answer.
@Suite struct `Pacing answers` {
    /// Looks until it is cut; nil: it never is. Each number is what was taken until that look.
    private func cut(
        after taken: some Sequence<UInt64>,
        isOutstanding: Bool = true
    ) -> Int? {
        var pace = WritePace(limitSeconds: 30)
        var all: UInt64 = 0
        for (index, more) in taken.enumerated() {
            all += more
            let look = WritePace.Look(
                confirmed: all,
                isOutstanding: isOutstanding,
                isHeldBack: isOutstanding
            )
            if pace.isStalled(look) { return index }
        }
        return nil
    }

    @Test func `who takes nothing is cut once the limit has passed`() {
        #expect(cut(after: repeatElement(0, count: 1_000)) == 4)
        #expect(cut(after: [70_000, 70_000, 0, 0, 0, 0, 0]) == 5)
    }

    @Test func `who takes a byte now and then is cut, too`() {
        #expect(cut(after: (0..<1_000).map { $0 % 3 == 0 ? 1 : 0 }) == 16)
    }

    @Test func `who reads slowly, and in large pieces, is not`() {
        // 2 KB a second, of which the system tells every half minute.
        #expect(cut(after: (0..<1_000).map { $0 % 4 == 0 ? 65_536 : 0 }) == nil)
        #expect(cut(after: repeatElement(7_700, count: 1_000)) == nil)
    }

    @Test func `nothing is held against who has taken all there is`() {
        #expect(cut(after: repeatElement(0, count: 1_000), isOutstanding: false) == nil)
    }
}
