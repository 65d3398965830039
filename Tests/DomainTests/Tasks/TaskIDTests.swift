import Domain
import Testing

@Suite struct `A task's id` {
    @Test func `is read back as it was written`() {
        var random = SeededRandom(seed: 8)
        for _ in 0..<5_000 {
            let id = taskID(Int64.random(in: 0..<(1 << 48), using: &random), random.next())
            #expect(id.text.wholeMatch(of: /task_[0-7][0-9A-HJKMNP-TV-Z]{25}/) != nil)
            #expect(TaskID(id.text) == id)
        }
    }

    @Test func `sorts by time, then by the counter, then by the rest`() {
        var random = SeededRandom(seed: 9)
        for _ in 0..<5_000 {
            let first = key(using: &random)
            // Often the same millisecond, and often the same counter.
            let second = key(near: first, using: &random)
            let isEarlier = first < second
            #expect((text(first) < text(second)) == isEarlier)
        }
    }

    @Test func `is a UUID of version 7`() {
        // RFC 9562, appendix A.6: 017F22E2-79B0-7CC3-98C4-DC0C0C07398F.
        let id = TaskID(milliseconds: 0x017F_22E2_79B0, high: 0xCC3, low: 0x18C4_DC0C_0C07_398F)
        #expect(id.text == "task_01FWHE4YDGFK1SHH6W1G60EECF")
    }

    @Test(arguments: [
        "", "task_", "01FWHE4YDGFK1SHH6W1G60EECF", "task_01FWHE4YDGFK1SHH6W1G60EEC",
        "task_01FWHE4YDGFK1SHH6W1G60EECFF", "task_01FWHE4YDGFK1SHH6W1G60EECU",
        "task_01fwhe4ydgfk1shh6w1g60eecf", "TASK_01FWHE4YDGFK1SHH6W1G60EECF",
    ])
    func `is nothing else`(text: String) {
        #expect(TaskID(text) == nil)
    }

    @Test func `of the caller's own keeps to its alphabet, its length and off our prefix`() {
        #expect(ClientTaskID("order_2026-11-22_000001")?.text == "order_2026-11-22_000001")
        #expect(ClientTaskID(String(repeating: "a", count: 16)) != nil)
        #expect(ClientTaskID(String(repeating: "a", count: 64)) != nil)
        #expect(ClientTaskID(String(repeating: "a", count: 15)) == nil)
        #expect(ClientTaskID(String(repeating: "a", count: 65)) == nil)
        #expect(ClientTaskID("task_aaaaaaaaaaaaaaaaaa") == nil)
        #expect(ClientTaskID("aaaaaaaaaaaaaaa a") == nil)
        #expect(ClientTaskID("ééééééééééééééééé") == nil)
    }

    private typealias Key = (Int64, UInt16, UInt64)

    private func key(using random: inout SeededRandom) -> Key {
        (
            Int64.random(in: 0..<(1 << 48), using: &random),
            UInt16.random(in: 0..<(1 << 12), using: &random),
            UInt64.random(in: 0..<(1 << 62), using: &random)
        )
    }

    private func key(near other: Key, using random: inout SeededRandom) -> Key {
        let fresh = key(using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return fresh
        case 1: return (other.0, fresh.1, fresh.2)
        default: return (other.0, other.1, fresh.2)
        }
    }

    private func text(_ key: Key) -> String {
        TaskID(milliseconds: key.0, high: key.1, low: key.2).text
    }

    private func taskID(_ milliseconds: Int64, _ word: UInt64) -> TaskID {
        TaskID(milliseconds: milliseconds, high: UInt16(truncatingIfNeeded: word), low: word)
    }
}
