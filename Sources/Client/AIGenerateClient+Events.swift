import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

extension AIGenerateClient {
    /// A task as it goes on: its states, its half-done pictures, and at last its record.
    ///
    /// ```swift
    /// for try await event in client.events(of: task.taskID) {
    ///     if case .done(let record) = event { show(record) }
    /// }
    /// ```
    ///
    /// The server pushes them over one connection. A connection that breaks is made again and goes
    /// on after the last event that came; after some failures in a row the loop throws what any call
    /// may throw. Leaving the loop closes the connection, and the task goes on.
    ///
    /// - Parameters:
    ///   - id: The server's id, or the one you gave.
    ///   - timeout: The longest wait for the end, then the loop throws `.timedOut`; nil is none.
    /// - Returns: The events, in order.
    public func events(
        of id: String,
        timeout: Duration? = nil
    ) -> AsyncThrowingStream<TaskEvent, any Error> {
        AsyncThrowingStream { continuation in
            // Unstructured: the stream ends it when nobody listens any more.
            let work = Task {
                await withTaskGroup(of: (any Error)?.self) { group in
                    group.addTask {
                        await ending { try await follow(id) { continuation.yield($0) } }
                    }
                    if let timeout {
                        group.addTask {
                            await ending {
                                try await pace.pause(min(timeout, Limits.longestWait))
                                throw AIGenerateError.timedOut(taskID: id, lastSeen: nil)
                            }
                        }
                    }
                    if let error = await group.next() { continuation.finish(throwing: error) }
                    group.cancelAll()
                }
            }
            continuation.onTermination = { _ in work.cancel() }
        }
    }

    /// How some work ended: nil is well.
    private func ending(_ work: @Sendable () async throws -> Void) async -> (any Error)? {
        do {
            try await work()
            return nil
        } catch {
            return error
        }
    }

    /// Connects until the last event has come.
    private func follow(
        _ id: String,
        tell: @escaping @Sendable (TaskEvent) -> Void
    ) async throws(AIGenerateError) {
        var cursor = ""
        var failures = 0
        while true {
            let before = cursor
            do throws(AIGenerateError) {
                if try await listen(to: id, after: &cursor, tell) { return }
            } catch {
                guard error.mayPass, failures < Limits.failedLooks else { throw error }
            }
            // A connection that told something was a good one.
            failures = cursor == before ? failures + 1 : 0
            try await pace.pause(min(.seconds(1) * (failures + 1), Limits.longestLook))
        }
    }

    /// Reads one connection to its end. True: the task has ended.
    private func listen(
        to id: String,
        after cursor: inout String,
        _ tell: @escaping @Sendable (TaskEvent) -> Void
    ) async throws(AIGenerateError) -> Bool {
        let path = "/api/v1/jobs/\(id)/events"
        do {
            let response = try await http.execute(
                request(path, after: cursor),
                deadline: .now() + TimeAmount(Limits.call)
            )
            guard response.status == .ok else {
                let body = try await response.body.collect(upTo: Limits.answerBytes)
                throw AIGenerateError.server(
                    ServerError(
                        status: Int(response.status.code),
                        headers: response.headers,
                        body: Data(body.readableBytesView)
                    )
                )
            }
            var reader = EventReader()
            for try await bytes in response.body {
                for event in reader.feed(bytes.readableBytesView) {
                    cursor = event.id
                    guard let meaning = try TaskEvent(event) else { continue }
                    tell(meaning)
                    if case .done = meaning { return true }
                }
            }
            return false
        } catch let error as AIGenerateError {
            throw error
        } catch let error as DecodingError {
            throw .unexpectedAnswer(UnexpectedAnswer(error, path: path, [:]))
        } catch {
            throw Task.isCancelled ? .cancelled : .transport(TransportFault(error))
        }
    }

    private func request(_ path: String, after cursor: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: server.url(path, query: []))
        request.headers.add(name: "authorization", value: key.bearer)
        request.headers.add(name: "accept", value: "text/event-stream")
        request.headers.add(name: "user-agent", value: Self.userAgent)
        if !cursor.isEmpty { request.headers.add(name: "last-event-id", value: cursor) }
        return request
    }
}

extension TaskEvent {
    /// nil: an event that this version does not know.
    fileprivate init?(_ event: EventReader.Event) throws {
        let data = Data(event.data.utf8)
        switch event.name {
        case "state": self = .state(try JSONDecoder().decode(TaskProgress.self, from: data))
        case "partial_image":
            self = .partialImage(try JSONDecoder().decode(PartialImage.self, from: data))
        case "done": self = .done(try JSONDecoder().decode(TaskRecord.self, from: data))
        default: return nil
        }
    }
}
