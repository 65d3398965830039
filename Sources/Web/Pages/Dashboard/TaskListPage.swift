import Domain
import Hummingbird
import Storage

/// `/dashboard/tasks`: filtered by the address alone, with a cursor that stays right while new tasks
/// arrive, and the sums of everything that the filter finds. `.csv` is the same for a table.
struct TaskListPage: Sendable {
    let house: House

    func callAsFunction(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let asked = PageRequest(request)
        let keys = try await house.store.keys(account: visitor.accountID)
        let names = Dictionary(keys.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
        let choice = TaskChoice(asked.query, catalog: house.catalog)
        var filter = choice.filter(account: visitor.accountID)
        if asked.format == .csv { return try await csv(filter, names) }
        let totals = try await house.store.totals(filter)
        filter.before = asked.query["before"].flatMap(TaskID.init)
        filter.limit = 26
        var tasks = try await house.store.tasks(filter)
        let hasMore = tasks.count == filter.limit
        if hasMore { tasks.removeLast() }
        var view: [String: JSONValue] = [
            "tasks": .array(tasks.map { house.row(of: $0, keys: names) }),
            "isEmpty": .bool(tasks.isEmpty), "isFiltered": .bool(choice.isFiltered),
            "count": .string(ShopWindow.plural(Int(totals.tasks), "task")),
            "succeeded": .int(totals.succeeded),
            "filter": choice.view(keys: keys, catalog: house.catalog),
            "csv": .string("/dashboard/tasks.csv" + choice.query([:])),
            "isFirst": .bool(filter.before == nil),
        ]
        if hasMore, let last = tasks.last {
            view["next"] = .string("/dashboard/tasks" + choice.query(["before": last.id.text]))
        }
        view.merge(house.amount(totals.spent, named: "spent")) { $1 }
        view.merge(house.amount(totals.returned, named: "returned")) { $1 }
        return try await DashboardPage(house: house).answer(
            "dashboard-tasks",
            "Tasks",
            path: "/dashboard/tasks",
            view,
            for: visitor,
            to: request
        )
    }

    /// At most 10,000 rows; an older part is asked for by dates.
    private func csv(_ filter: TaskFilter, _ names: [Int64: String]) async throws -> Response {
        var filter = filter
        filter.limit = 10_000
        var lines = ["task,created,model,state,key,charged_usd,held_usd,seconds"]
        for task in try await house.store.tasks(filter) {
            let cells = [
                task.id.text, task.createdAt.iso8601, task.slug, task.state.rawValue,
                names[task.keyID] ?? "web", task.charged.dollars, task.heldFromBalance.dollars,
                task.duration.map { String($0.dropLast(2)) } ?? "",
            ]
            lines.append(cells.map(\.csvCell).joined(separator: ","))
        }
        return Response.download(
            lines.joined(separator: "\r\n") + "\r\n",
            as: "text/csv",
            name: "tasks.csv"
        )
    }
}
