import Egress
import Synchronization
import Testing

@Suite struct Deadlines {
    /// Waits until it is cancelled.
    private static func forever() async -> String {
        do {
            try await Task.sleep(for: .seconds(86_400))
            return "slept"
        } catch {
            return "cancelled"
        }
    }

    @Test func `work that ends in time is not late`() async {
        let (value, isLate) = await withDeadline(.seconds(86_400)) { "done" }
        #expect(value == "done")
        #expect(!isLate)
    }

    @Test func `work that takes too long is cancelled, and what it gives back still counts`() async
    {
        let (value, isLate) = await withDeadline(.milliseconds(20)) { await Self.forever() }
        #expect(value == "cancelled")
        #expect(isLate)
    }

    @Test(arguments: [Duration.zero, .seconds(-5)])
    func `no time at all is over at once`(limit: Duration) async {
        let (value, isLate) = await withDeadline(limit) { await Self.forever() }
        #expect(value == "cancelled")
        #expect(isLate)
    }

    @Test func `a short deadline passes though a longer one was there before`() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                let (value, isLate) = await withDeadline(.seconds(86_400)) { await Self.forever() }
                #expect(value == "cancelled")
                #expect(!isLate, "It was cancelled by its caller.")
            }
            for milliseconds in [40, 10, 30, 20] {
                let (value, isLate) = await withDeadline(.milliseconds(milliseconds)) {
                    await Self.forever()
                }
                #expect(value == "cancelled")
                #expect(isLate)
            }
            group.cancelAll()
        }
    }

    @Test func `the longest duration there is can be waited for`() async {
        let (value, isLate) = await withDeadline(.seconds(Int64.max)) { "done" }
        #expect(value == "done")
        #expect(!isLate)
    }
}
