import Domain
import Synchronization
import Testing
@testable import Worker

@Suite struct `Cancelling what runs` {
    private let task = TaskID(milliseconds: 1, high: 2, low: 3)

    @Test func `what was cancelled before it began is cancelled when it begins`() async {
        let running = RunningTasks()
        let cancellation = running.add(task)
        running.cancel(task)
        await cancellation.run { #expect(Task.isCancelled) }
    }

    @Test func `what runs is cancelled, and waited for`() async {
        let running = RunningTasks()
        let cancellation = running.add(task)
        let hasEnded = Mutex(false)
        await cancellation.run {
            running.cancel(task)
            #expect(Task.isCancelled)
            hasEnded.withLock { $0 = true }
        }
        #expect(hasEnded.withLock { $0 })
        let next = running.add(task)
        running.remove(task, cancellation)
        #expect(running.count == 1, "It runs anew.")
        running.remove(task, next)
        #expect(running.count == 0)
    }

    @Test func `nobody else is cancelled with it`() async {
        let running = RunningTasks()
        let other = TaskID(milliseconds: 1, high: 2, low: 4)
        let cancellation = running.add(task)
        _ = running.add(other)
        running.cancel(other)
        await cancellation.run { #expect(!Task.isCancelled) }
        #expect(running.count == 2)
    }
}
