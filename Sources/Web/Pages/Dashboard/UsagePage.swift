import Domain
import Hummingbird
import Storage

/// `/dashboard/usage`: what was paid, by day, model, key or the caller's own users. `.csv` has every
/// row ungrouped.
struct UsagePage: Sendable {
    let house: House

    /// Days that one page may cover.
    private static let most = 366

    func callAsFunction(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let asked = PageRequest(request)
        let range = Range(asked.query, today: CivilDate(house.store.clock.wall()))
        let rows = try await house.store.usage(
            account: visitor.accountID,
            from: range.from,
            to: range.end
        )
        let keys = try await house.store.keys(account: visitor.accountID)
        let names = Dictionary(keys.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
        if asked.format == .csv { return csv(rows, names) }
        let grouping = Grouping(rawValue: asked.query["by"] ?? "") ?? .day
        let groups = UsageGroup.all(of: rows, by: grouping, range: range, names: names)
        let total = rows.map(\.spent).reduce(.zero, +)
        var view: [String: JSONValue] = [
            "from": .string(range.from.text), "to": .string(range.last.text),
            "groupings": .array(
                Grouping.allCases.map { other in
                    [
                        "value": .string(other.rawValue), "title": .string(other.title),
                        "isChosen": .bool(other == grouping),
                    ]
                }
            ),
            "column": .string(grouping.title), "isEmpty": .bool(rows.isEmpty),
            "groups": .array(groups.map { group in .object(group.view(house)) }),
            "tasks": .string(
                ShopWindow.plural(Int(rows.map(\.tasks).reduce(0, +)), "paid task")
            ),
            "csv": .string("/dashboard/usage.csv?from=\(range.from.text)&to=\(range.last.text)"),
        ]
        if grouping == .day { view["bars"] = UsageGroup.bars(groups) }
        view.merge(house.amount(total, named: "total")) { $1 }
        return try await DashboardPage(house: house).answer(
            "dashboard-usage",
            "Usage",
            path: "/dashboard/usage",
            view,
            for: visitor,
            to: request
        )
    }

    private func csv(_ rows: [UsageRow], _ names: [Int64: String]) -> Response {
        let lines = rows.map { row in
            CSVText.row([
                row.day, row.slug, names[row.keyID] ?? "web", row.user ?? "", String(row.tasks),
                row.spent.dollars,
            ])
        }
        return Response.download(
            (["day_utc,model,key,user,tasks,usd"] + lines).joined(separator: "\r\n") + "\r\n",
            as: "text/csv",
            name: "usage.csv"
        )
    }

    enum Grouping: String, CaseIterable, Sendable {
        case day, model, key, user

        var title: String { rawValue.capitalizedFirst }
    }

    /// Whole days, UTC, both ends meant: 30 of them if nothing is said.
    struct Range: Sendable {
        let from: CivilDate
        let last: CivilDate

        init(_ query: [String: String], today: CivilDate) {
            let last = query["to"].flatMap { CivilDate($0) } ?? today
            let usual = CivilDate(last.start - .seconds(29 * 86_400))
            let earliest = CivilDate(last.start - .seconds(Int64(UsagePage.most - 1) * 86_400))
            let from = query["from"].flatMap { CivilDate($0) } ?? usual
            self.last = last
            self.from = min(max(from, earliest), last)
        }

        /// The first day that is not meant.
        var end: CivilDate { CivilDate(last.start + .seconds(86_400)) }

        var days: [String] {
            var days: [String] = []
            var day = from
            while day <= last {
                days.append(day.text)
                day = CivilDate(day.start + .seconds(86_400))
            }
            return days
        }
    }
}

/// What was paid for one day, model, key or user.
struct UsageGroup: Sendable {
    let name: String
    var tasks: Int64 = 0
    var spent = MicroUSD.zero

    /// Every day of the range, with and without use; else the dearest first.
    static func all(
        of rows: [UsageRow],
        by grouping: UsagePage.Grouping,
        range: UsagePage.Range,
        names: [Int64: String]
    ) -> [UsageGroup] {
        var groups: [String: UsageGroup] = [:]
        if grouping == .day {
            for day in range.days { groups[day] = UsageGroup(name: day) }
        }
        for row in rows {
            let name =
                switch grouping {
                case .day: row.day
                case .model: row.slug
                case .key: names[row.keyID] ?? "web"
                case .user: row.user ?? "no user named"
                }
            groups[name, default: UsageGroup(name: name)].tasks += row.tasks
            groups[name, default: UsageGroup(name: name)].spent += row.spent
        }
        if grouping == .day { return groups.values.sorted { $0.name > $1.name } }
        return groups.values.sorted { ($1.spent, $0.name) < ($0.spent, $1.name) }
    }

    func view(_ house: House) -> [String: JSONValue] {
        house.amount(spent, named: "spent").merging(
            ["name": .string(name), "tasks": .int(tasks)]
        ) { $1 }
    }

    /// A bar for each day, oldest first: 100 high at most.
    static func bars(_ groups: [UsageGroup]) -> JSONValue {
        let most = max(1, groups.map(\.spent.rawValue).max() ?? 1)
        let width = Int64(groups.count) * 10
        let bars = groups.reversed().enumerated().map { index, group -> JSONValue in
            let height = group.spent.rawValue * 100 / most
            let shown = group.spent.isPositive ? max(1, height) : 0
            return [
                "x": .int(Int64(index) * 10), "y": .int(100 - shown), "height": .int(shown),
                "day": .string(group.name), "usd": .string(group.spent.dollarsFixed),
            ]
        }
        return [
            "width": .int(width), "bars": .array(bars), "first": .text(groups.last?.name),
            "last": .text(groups.first?.name),
            "mostUSD": .string((groups.map(\.spent).max() ?? .zero).dollarsFixed),
        ]
    }
}
