import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/admin/queue`: what waits and runs, what has done so for long, and the taps to turn off.
struct QueuePage: Sendable {
    let house: House

    /// What is in the works for longer is worth a look.
    private static let long = Duration.seconds(600)

    func show(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        try await answer(visitor, request)
    }

    /// `POST /admin/queue`: `do` is a command, `model` or `task` what it is done to.
    func act(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        let words = [
            "pause-model": "Paused: its tasks wait.", "resume-model": "Its tasks run again.",
            "pause-work": "No new work is taken.", "resume-work": "Work is taken again.",
            "cancel-task": "Cancelled; all that was held went back.",
        ]
        let command = body["do"] ?? ""
        guard let done = words[command] else { throw APIError.noSuchPage }
        return try await AdminPage(house: house).order(
            command,
            ["model": .text(body["model"]), "task": .text(body["task"])],
            by: visitor,
            done: done,
            back: "/admin/queue"
        ) { error in try await answer(visitor, request, problem: error) }
    }

    private func answer(
        _ visitor: Visitor,
        _ request: Request,
        problem: APIError? = nil
    ) async throws -> Response {
        let now = house.store.clock.wall()
        let lines = try await house.store.queue()
        let long = try await house.store.longTasks(before: now - Self.long, limit: 50)
        return try AdminPage(house: house).answer(
            "admin-queue",
            "Queue",
            path: "/admin/queue",
            [
                "lines": .array(
                    lines.map { line in
                        [
                            "slug": .string(line.slug), "waiting": .int(line.waiting),
                            "running": .int(line.running), "isPaused": .bool(line.isPaused),
                            "oldest": .text(line.oldest.map { $0.age(at: now) }),
                        ]
                    }
                ),
                "isEmpty": .bool(lines.isEmpty),
                "long": .array(
                    long.map { task in
                        [
                            "id": .string(task.id.text), "account": .int(task.accountID),
                            "slug": .string(task.slug), "provider": .string(task.provider),
                            "failures": .int(task.failures),
                            "state": .string(task.isRunning ? "Running" : "Waiting"),
                            "age": .string(task.acceptedAt.age(at: now)),
                        ]
                    }
                ),
                "hasLong": .bool(!long.isEmpty),
                "models": .array(house.catalog.allVariants.map { .string($0.slug) }),
                "isOpen": .bool(house.door.current == .open),
                "isPaused": .bool(house.door.current == .paused),
            ],
            for: visitor,
            problem: problem,
            to: request
        )
    }
}
