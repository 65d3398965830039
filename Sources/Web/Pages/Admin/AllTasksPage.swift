import Domain
import Hummingbird
import Storage

/// `/admin/tasks`: everybody's, with the filters of the dashboard; and one of them as its record.
struct AllTasksPage: Sendable {
    let house: House

    func list(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let asked = PageRequest(request, format: .html)
        let choice = TaskChoice(asked.query, catalog: house.catalog)
        let account = asked.query["account"].flatMap { Int64($0) }
        var filter = choice.filter(account: account)
        let totals = try await house.store.totals(filter)
        filter.before = asked.query["before"].flatMap(TaskID.init)
        filter.limit = 51
        var tasks = try await house.store.tasks(filter)
        let hasMore = tasks.count == filter.limit
        if hasMore { tasks.removeLast() }
        var view: [String: JSONValue] = [
            "tasks": .array(tasks.map(row)), "isEmpty": .bool(tasks.isEmpty),
            "count": .string(ShopWindow.plural(Int(totals.tasks), "task")),
            "succeeded": .int(totals.succeeded),
            "filter": choice.view(keys: [], catalog: house.catalog),
            "account": .text(account.map(String.init)), "isFirst": .bool(filter.before == nil),
        ]
        if hasMore, let last = tasks.last {
            var more = ["before": last.id.text]
            if let account { more["account"] = String(account) }
            view["next"] = .string("/admin/tasks" + choice.query(more))
        }
        view.merge(house.amount(totals.spent, named: "spent")) { $1 }
        view.merge(house.amount(totals.returned, named: "returned")) { $1 }
        return try AdminPage(house: house).answer(
            "admin-tasks",
            "Tasks",
            path: "/admin/tasks",
            view,
            for: visitor,
            to: request
        )
    }

    func show(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let id = context.parameters.get("id").flatMap(TaskID.init)
        guard let id, let task = try await house.store.task(id) else { throw APIError.noSuchPage }
        var record = house.record.object(task, now: house.store.clock.wall())
        // It is in the receipt, too, and as a text hard to read.
        record["receipt"] = nil
        var view: [String: JSONValue] = [
            "task": row(of: task), "record": .string(JSONValue.object(record).prettyText()),
            "requestID": .string(task.requestID), "canCancel": .bool(!task.state.isTerminal),
            "steps": task.steps(isOperator: true), "message": .text(task.failMessage),
            "attempts": .array(task.attempts.map { $0.view(isOperator: true) }),
            "hasAttempts": .bool(!task.attempts.isEmpty),
        ]
        view.merge(house.cost(of: task)) { $1 }
        return try AdminPage(house: house).answer(
            "admin-task",
            task.id.text,
            path: "/admin/tasks",
            view,
            for: visitor,
            to: request
        )
    }

    private func row(of task: MediaTask) -> JSONValue {
        var view = house.row(of: task, keys: [:]).objectValue ?? [:]
        view["href"] = .string("/admin/tasks/" + task.id.text)
        view["account"] = .int(task.accountID)
        view["payer"] = .string(task.payer.rawValue)
        view["provider"] = .text(task.attempts.last?.provider)
        return .object(view)
    }
}
