import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// `GET /api/v1/jobs/{taskId}/events`: a task as it goes on, as server-sent events: `state` (with
/// the progress), `partial_image`, and at last `done` with recordInfo's object. `Last-Event-ID`
/// resumes after what was seen.
struct TaskEvents: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await house.caller(request, context, scope: .read)
        let id = context.parameters.get("taskId") ?? ""
        guard let task = try await house.store.task(id, account: caller.accountID) else {
            throw APIError.noSuchTask
        }
        let seen = EventCursor(HeaderName.lastEventID.flatMap { request.headers[$0] })
        // Browsers connect again until they are told that there is nothing more.
        guard !seen.isDone else { return Response(status: .noContent) }
        return Response(
            status: .ok,
            headers: EventText.headers,
            body: ResponseBody { writer in
                try await write(task.id, after: seen, to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    @concurrent
    private func write(
        _ id: TaskID,
        after seen: EventCursor,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
        var cursor = seen
        var lastWrite = house.store.clock.steady()
        for await _ in house.store.bells.listen(to: id) {
            let (text, isDone) = try await news(of: id, &cursor)
            if !text.isEmpty {
                try await writer.write(ByteBuffer(string: text))
                lastWrite = house.store.clock.steady()
            }
            if isDone || house.door.current == .closing { return }
            if house.store.clock.steady() - lastWrite >= house.settings.heartbeat {
                try await writer.write(ByteBuffer(string: EventText.heartbeat))
                lastWrite = house.store.clock.steady()
            }
        }
    }

    /// What is new since the cursor, and whether nothing will follow it.
    private func news(
        of id: TaskID,
        _ cursor: inout EventCursor
    ) async throws -> (text: String, isDone: Bool) {
        guard let task = try await house.store.task(id) else { return ("", true) }
        var text = ""
        if !task.state.isTerminal {
            for partial in try await house.store.partials(of: id).dropFirst(cursor.partials) {
                cursor.partials += 1
                text += EventText.event("partial_image", id: cursor.text, show(partial, task))
            }
        }
        let now = house.store.clock.wall()
        let record = house.record.object(task, now: now)
        let progress = record["progress"]?.intValue ?? 0
        guard cursor.state != task.wireState || progress >= cursor.progress + Self.step else {
            return (text, false)
        }
        (cursor.state, cursor.progress) = (task.wireState, progress)
        let name = task.state.isTerminal ? "done" : "state"
        let data: JSONValue =
            task.state.isTerminal
            ? .object(record)
            : [
                "taskId": .string(id.text), "state": .string(task.wireState),
                "progress": .int(progress), "updateTime": .int(task.updatedAt.milliseconds),
            ]
        text += EventText.event(name, id: cursor.text, data)
        return (text, task.state.isTerminal)
    }

    /// Percent by which the progress must have grown to be told.
    private static let step: Int64 = 5

    private func show(_ partial: ShownPartial, _ task: MediaTask) -> JSONValue {
        let until = house.store.clock.wall() + Limits.partialLink
        return [
            "taskId": .string(task.id.text), "attempt": .int(Int64(partial.attempt)),
            "index": .int(Int64(partial.number)), "size": .text(partial.size),
            "url": .string(house.link.url(path: partial.path, expiresAt: until)),
        ]
    }
}

/// How far a listener has got, as an event's id: `<half-done pictures seen>.<state>.<progress>`.
struct EventCursor: Hashable, Sendable {
    var partials = 0
    var state = ""
    var progress: Int64 = 0

    /// What cannot be read counts as nothing seen.
    init(_ text: String?) {
        let parts = text?.split(separator: ".") ?? []
        guard parts.count == 3, let partials = Int(parts[0]), let progress = Int64(parts[2]),
            partials >= 0, (0...100).contains(progress)
        else { return }
        (self.partials, state, self.progress) = (partials, String(parts[1]), progress)
    }

    var text: String { "\(partials).\(state).\(progress)" }

    var isDone: Bool { ["success", "fail"].contains(state) }
}

/// The format of server-sent events.
enum EventText {
    static let heartbeat = ": waiting\n\n"

    /// Proxies must pass events on at once.
    static let headers: HTTPFields = {
        var headers: HTTPFields = [
            .contentType: "text/event-stream", .cacheControl: "no-cache",
            .xContentTypeOptions: "nosniff",
        ]
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        return headers
    }()

    static func event(_ name: String, id: String, _ data: JSONValue) -> String {
        "id: \(id)\nevent: \(name)\ndata: \(data.text())\n\n"
    }
}
