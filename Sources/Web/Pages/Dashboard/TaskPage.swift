import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/dashboard/tasks/{id}`: one task with its pictures, its time line, what it cost, and what was sent
/// and answered. `/t/{id}` leads here.
struct TaskPage: Sendable {
    let house: House

    func callAsFunction(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let task = try await house.ownTask(visitor, context)
        let keys = try await house.store.keys(account: visitor.accountID)
        let deliveries = try await house.store.deliveries(of: task.id, account: visitor.accountID)
        let names = Dictionary(keys.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
        var view: [String: JSONValue] = [
            "task": house.row(of: task, keys: names),
            "pictures": .array(task.outputs.map { picture($0, of: task) }),
            "steps": task.steps(isOperator: false),
            "attempts": .array(task.attempts.map { $0.view(isOperator: false) }),
            "hasAttempts": .bool(!task.attempts.isEmpty), "record": .string(record(task)),
            "deliveries": .array(deliveries.map(\.view)),
            "hasDeliveries": .bool(!deliveries.isEmpty),
            "input": .string(pretty(task.body)), "requestID": .string(task.requestID),
            "clientID": .text(task.clientID), "servedBy": .text(task.servedBy),
            "isStandIn": .bool(task.isStandIn), "message": .text(task.failMessage),
            "canCancel": .bool(!task.state.isTerminal),
            "isLive": .bool(!task.state.isTerminal), "receipt": .text(task.receipt),
            "seed": .number(task.seed),
        ]
        if task.state == .success, let expiresAt = task.expiresAt {
            view["kept"] = .string(expiresAt.forPeople)
            view["isKept"] = .bool(!task.outputs.isEmpty)
        }
        view.merge(house.cost(of: task)) { $1 }
        view["token"] = .string(RunOrder.newToken())
        view["edit"] = .text(editPath(task))
        if let price = try await house.price(again: task, visitor) {
            view["again"] = .object(
                house.amount(price, named: "again").merging(["most": .int(price.rawValue)]) { $1 }
            )
        }
        return try await DashboardPage(house: house).answer(
            "dashboard-task",
            task.id.text,
            path: "/dashboard/tasks/" + task.id.text,
            view,
            for: visitor,
            to: request
        )
    }

    /// `GET /t/{id}`.
    func short(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        .seeOther("/dashboard/tasks/" + (try await house.ownTask(visitor, context)).id.text)
    }

    /// As recordInfo tells it, without what stands elsewhere on the page.
    private func record(_ task: MediaTask) -> String {
        var record = house.record.object(task, now: house.store.clock.wall())
        for name in ["receipt", "param", "attempts"] { record[name] = nil }
        return JSONValue.object(record).prettyText()
    }

    /// The variant's form, filled with this task's input.
    private func editPath(_ task: MediaTask) -> String? {
        house.catalog.variant(task.slug).map { $0.pagePath + "?task=\(task.id)#run" }
    }

    private func picture(_ output: Output, of task: MediaTask) -> JSONValue {
        [
            "href": .string(house.link(to: output, of: task)),
            "width": .int(Int64(output.size.width)), "height": .int(Int64(output.size.height)),
            "bytes": .string(Self.size(output.bytes)), "sha256": .string(output.sha256),
            "media": .string(output.media.fileExtension),
            "name": .string("\(task.id).\(output.index).\(output.media.fileExtension)"),
            "number": .int(Int64(output.index + 1)),
        ]
    }

    private static func size(_ bytes: Int64) -> String {
        if bytes < 1_000 { return "\(bytes) bytes" }
        if bytes < 1_000_000 { return "\((bytes + 500) / 1_000) kB" }
        return "\(bytes / 1_000_000).\(bytes % 1_000_000 / 100_000) MB"
    }

    private func pretty(_ json: String) -> String {
        (try? JSONValue.parse(json, excessMarks: .cut))?.prettyText() ?? json
    }
}

extension House {
    /// What was held, spent and returned, and who pays.
    func cost(of task: MediaTask) -> [String: JSONValue] {
        let returned = task.state.isTerminal ? task.heldFromBalance - task.charged : .zero
        var view = amount(task.heldFromBalance, named: "held")
        view["heldWord"] = .string(task.state.isTerminal ? "Was held" : "Held")
        view["isPlayed"] = .bool(task.payer == .playground)
        view.merge(amount(task.listPrice ?? .zero, named: "list")) { $1 }
        view.merge(amount(task.charged, named: "spent")) { $1 }
        view.merge(amount(returned, named: "returned")) { $1 }
        return view
    }
}

extension Attempt {
    func view(isOperator: Bool) -> JSONValue {
        let milliseconds = endedAt.map { ($0 - startedAt).wholeMilliseconds }
        return [
            "number": .int(Int64(number)),
            "provider": .string(isOperator ? provider : publicProvider), "model": .string(model),
            "outcome": .string(outcomeWords.capitalizedFirst),
            "detail": isOperator || outcome != "unavailable" ? .text(detail) : .null,
            "milliseconds": .number(milliseconds),
        ]
    }
}
