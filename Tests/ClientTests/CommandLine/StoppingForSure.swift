import Dispatch
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import aigenerate

/// A process that was told to stop ends, whatever it computes.
@Suite struct `Stopping for sure` {
    private func ending(
        _ limits: ShutdownWatchdog.Limits,
        isLoopBusy: Bool,
        signals: Int = 1
    ) async throws -> ExitReason? {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let (endings, ended) = AsyncStream<ExitReason>.makeStream()
        let watchdog = ShutdownWatchdog(
            limits,
            loops: [group.next()],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            end: { ended.yield($0) }
        )
        let release = DispatchSemaphore(value: 0)
        // It computes until the test is over.
        if isLoopBusy { group.next().execute { release.wait() } }
        for _ in 0..<signals { watchdog.signalled() }
        var first: ExitReason?
        for await ending in endings {
            first = ending
            break
        }
        watchdog.cancel()
        release.signal()
        try await group.shutdownGracefully()
        return first
    }

    @Test func `a busy event loop cannot keep it`() async throws {
        let limits = ShutdownWatchdog.Limits(tick: .milliseconds(5), stop: .max, silence: 3)
        #expect(try await ending(limits, isLoopBusy: true) == .unexpected)
    }

    @Test func `it ends when the time of the stop is over`() async throws {
        let limits = ShutdownWatchdog.Limits(tick: .milliseconds(5), stop: 3, silence: .max)
        #expect(try await ending(limits, isLoopBusy: false) == .unexpected)
    }

    @Test func `the second signal ends it at once`() async throws {
        let limits = ShutdownWatchdog.Limits(tick: .seconds(3_600), stop: .max)
        #expect(try await ending(limits, isLoopBusy: true, signals: 2) == .interrupted)
    }
}
