import Domain
import Drawing
import Foundation
import Glibc
import Synchronization
import Testing

@testable import Providers

/// A Sandbox with real drawing children, a sink in memory, and sleeps that are only noted.
final class SandboxHouse: Sendable {
    let studio: DrawingStudio
    let sandbox: Sandbox
    let sleeps: NotedInOrder<Duration>
    let events: NotedInOrder<DrawingStudio.Event>

    init(
        _ command: DrawingCommand = .ours(),
        memory: Int = 32 << 20,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in }
    ) {
        let (sleeps, events) = (NotedInOrder<Duration>(), NotedInOrder<DrawingStudio.Event>())
        studio = DrawingStudio(command, report: { events.add($0) })
        sandbox = Sandbox(
            studio: studio,
            memory: memory,
            sleep: {
                sleeps.add($0)
                try await sleep($0)
            }
        )
        (self.sleeps, self.events) = (sleeps, events)
    }

    func killChildren() {
        for child in studio.children { #expect(kill(child, SIGKILL) == 0) }
    }

    func buy(
        _ order: ProviderRequest,
        into sink: SandboxSink = SandboxSink()
    ) async throws
        -> (reply: ProviderResponse, outputs: [Int: [UInt8]])
    {
        let reply = try await sandbox.generate(order, into: sink.sink)
        return (reply, sink.outputs)
    }

    /// What an order failed with; nil when it did not.
    func failure(of order: ProviderRequest) async -> ProviderFailure? {
        do {
            _ = try await buy(order)
            return nil
        } catch {
            return error as? ProviderFailure
        }
    }
}

/// Things in the order they happened. The lock protects the list.
final class NotedInOrder<Element: Sendable>: Sendable {
    private let list = Mutex<[Element]>([])

    var all: [Element] { list.withLock { $0 } }
    func add(_ element: Element) { list.withLock { $0.append(element) } }
}

/// The lock protects what has been written.
final class SandboxSink: Sendable {
    struct Full: Error {}

    private let written = Mutex<(outputs: [Int: [UInt8]], sent: Int)>(([:], 0))
    private let isFull: Bool
    private let refusesToSend: Bool

    init(isFull: Bool = false, refusesToSend: Bool = false) {
        self.isFull = isFull
        self.refusesToSend = refusesToSend
    }

    var outputs: [Int: [UInt8]] { written.withLock { $0.outputs } }
    var timesSent: Int { written.withLock { $0.sent } }

    var sink: OutputSink {
        OutputSink(
            append: { index, bytes in
                guard !self.isFull else { throw Full() }
                self.written.withLock { $0.outputs[index, default: []] += Array(bytes) }
            },
            discard: { index in self.written.withLock { $0.outputs[index] = nil } },
            willSend: {
                guard !self.refusesToSend else { throw Full() }
                self.written.withLock { $0.sent += 1 }
            }
        )
    }
}

extension DrawingCommand {
    /// The program that was built beside these tests.
    static func ours(
        _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) -> DrawingCommand {
        let tests = URL(filePath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
        var command = DrawingCommand(
            executable: tests.deletingLastPathComponent().appending(path: "aigenerate").path,
            arguments: arguments
        )
        command.environment.merge(environment) { _, new in new }
        return command
    }
}

extension ProviderRequest {
    static func sandbox(
        _ prompt: String,
        model: String = "sandbox-instant",
        attempt: Int = 1,
        task: String = "task_01",
        parameters: [String: JSONValue] = [:],
        standsInFor: String? = nil,
        images: [InputFile] = [],
        _ input: [String: JSONValue] = [:]
    ) -> ProviderRequest {
        // Small pictures, unless a test wants another size: they draw in a millisecond.
        let base: [String: JSONValue] = ["prompt": .string(prompt), "size": "64x64"]
        return ProviderRequest(
            taskID: task,
            attempt: attempt,
            callID: "\(task)-\(attempt)",
            model: model,
            parameters: parameters,
            input: .object(base.merging(input) { _, given in given }),
            images: images,
            remaining: .seconds(60),
            standsInFor: standsInFor
        )
    }
}
