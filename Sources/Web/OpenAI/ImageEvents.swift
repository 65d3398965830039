import Domain
import Hummingbird
import NIOCore
import Storage

/// An images request as a stream of events: half-done pictures as they arrive, then the whole ones,
/// or an error as OpenAI's clients expect it in the middle of a stream.
struct ImageEvents: Sendable {
    let house: House
    let request: ImageRequest
    let ordered: OrderImage.Ordered

    @concurrent
    func write(to writer: inout any ResponseBodyWriter) async throws {
        let id = ordered.task
        // Sent at once, so that the client and every proxy see the headers.
        try await writer.write(ByteBuffer(string: ": \(id)\n\n"))
        do {
            let task: MediaTask
            do {
                task = try await follow(id, to: &writer)
            } catch let error as DatabaseError {
                throw house.fault(error, after: id)
            }
            guard task.state == .success else { throw request.failure(of: task) }
            let answer = ImageAnswer(house: house, task: task, warnings: ordered.warnings)
            for output in task.outputs {
                try await answer.completed(output, of: request.kind).write(to: &writer)
            }
        } catch let error as APIError {
            let body = ByteBuffer(bytes: error.openAIBody.bytes())
            try await writer.write(ByteBuffer(string: "event: error\ndata: "))
            try await writer.write(body)
            try await writer.write(ByteBuffer(string: "\n\n"))
        }
    }

    /// Shows half-done pictures until the task has ended. A comment now and then keeps proxies from
    /// cutting the connection.
    @concurrent
    private func follow(
        _ id: TaskID,
        to writer: inout any ResponseBodyWriter
    ) async throws -> MediaTask {
        var shown = -1
        var lastWrite = house.store.clock.steady()
        for await _ in house.store.bells.listen(to: id) {
            if request.partials > 0 {
                for partial in try await house.store.partials(of: id) where partial.number > shown {
                    guard try await show(partial, to: &writer) else { continue }
                    shown = partial.number
                    lastWrite = house.store.clock.steady()
                }
            }
            guard let task = try await house.store.task(id) else { throw APIError.noSuchTask }
            if task.state.isTerminal { return task }
            if house.door.current == .closing { throw APIError.stopping }
            if house.store.clock.steady() - lastWrite >= house.settings.heartbeat {
                try await writer.write(ByteBuffer(string: EventText.heartbeat))
                lastWrite = house.store.clock.steady()
            }
        }
        throw CancellationError()
    }

    /// What the provider says of it; else the tier that was ordered.
    private func quality(_ partial: ShownPartial) -> String {
        partial.quality ?? ordered.quality ?? "auto"
    }

    /// False: it is gone already, for the whole picture is there.
    @concurrent
    private func show(
        _ partial: ShownPartial,
        to writer: inout any ResponseBodyWriter
    ) async throws -> Bool {
        guard let file = try await house.files.open(partial.path) else { return false }
        let type = "\(request.kind.rawValue).partial_image"
        let members: [String: JSONValue] = [
            "type": .string(type), "partial_image_index": .int(Int64(partial.number)),
            "created_at": .int(house.store.clock.wall().seconds),
            "size": .string(partial.size ?? "auto"), "quality": .string(quality(partial)),
            "background": request.background,
            "output_format": .text(Domain.MediaType(fileName: partial.path)?.openAIName),
        ]
        var body = StreamedBody()
        body.append("event: \(type)\ndata: {\"b64_json\":\"")
        body.appendBase64(of: file)
        body.append("\",")
        body.append(Array(JSONValue.object(members).bytes().dropFirst()))
        body.append("\n\n")
        try await body.write(to: &writer)
        return true
    }
}
