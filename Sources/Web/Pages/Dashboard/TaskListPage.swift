import Domain
import Hummingbird
import NIOCore
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
        if asked.format == .csv { return csv(filter, names) }
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

    /// Tasks read at a time.
    private static let portion = 500

    /// All that the filter finds, however many: they are read and sent portion by portion.
    private func csv(_ filter: TaskFilter, _ names: [Int64: String]) -> Response {
        let body = ResponseBody { writer in
            var filter = filter
            filter.limit = Self.portion
            var text = "task,created,model,state,key,charged_usd,held_usd,seconds\r\n"
            while true {
                let tasks = try await house.store.tasks(filter)
                text += tasks.map { line($0, names) }.joined()
                try await writer.write(ByteBuffer(string: text))
                guard tasks.count == Self.portion, let last = tasks.last else { break }
                filter.before = last.id
                text = ""
            }
            try await writer.finish(nil)
        }
        return Response.download(body, as: "text/csv", name: "tasks.csv")
    }

    private func line(_ task: MediaTask, _ names: [Int64: String]) -> String {
        let cells = [
            task.id.text, task.createdAt.iso8601, task.slug, task.state.rawValue,
            names[task.keyID] ?? "web", task.charged.dollars, task.heldFromBalance.dollars,
            task.duration.map { String($0.dropLast(2)) } ?? "",
        ]
        return CSVText.row(cells) + "\r\n"
    }
}
