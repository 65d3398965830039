import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// The cells of a run as they change, as server-sent events: `part` with the cell's HTML, and `end`
/// when nothing will follow.
struct RunEvents: Sendable {
    let house: House
    let run: PlaygroundRun
    let player: Player

    func answer(_ request: Request) -> Response {
        let seen = Seen(HeaderName.lastEventID.flatMap { request.headers[$0] })
        return Response(
            status: .ok,
            headers: EventText.headers,
            body: ResponseBody { writer in
                try await write(after: seen, to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    /// What a browser has of each cell, as an event's id: `A:1generating3,B:1success20`.
    private struct Seen {
        var marks: [String: String] = [:]

        init(_ text: String?) {
            for part in text?.split(separator: ",") ?? [] {
                let pair = part.split(separator: ":", maxSplits: 1)
                if pair.count == 2 { marks[String(pair[0])] = String(pair[1]) }
            }
        }

        var text: String {
            marks.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ",")
        }
    }

    @concurrent
    private func write(after seen: Seen, to writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
        var seen = seen
        var lastWrite = house.store.clock.steady()
        for await _ in house.store.bells.listen(to: run.cells.compactMap(\.taskID)) {
            let (text, isDone) = try await news(&seen)
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

    private func news(_ seen: inout Seen) async throws -> (text: String, isDone: Bool) {
        let view = RunView(house: house, run: run, player: player)
        let states = try await view.states()
        var text = ""
        for (cell, _, state) in states where seen.marks[cell.letter] != state.mark {
            seen.marks[cell.letter] = state.mark
            let html = try PageTemplates.render("playground-cell", state.view)
            var part: [String: JSONValue] = [
                "id": .string("cell-" + cell.letter), "html": .string(html),
            ]
            if !state.isRunning, let word = state.view["state"]?.stringValue {
                part["say"] = .string("\(cell.letter): \(word)")
            }
            text += EventText.event("part", id: seen.text, .object(part))
        }
        guard !states.contains(where: { $0.2.isRunning }) else { return (text, false) }
        let summary = view.summary(states.map { ($0.0, $0.1) })
        text += EventText.event(
            "part",
            id: seen.text,
            ["id": "summary", "html": .string(summary)]
        )
        return (text + EventText.event("end", id: seen.text, [:]), true)
    }
}
