import Domain
import Hummingbird
import Storage

/// `/dashboard`: what is left, what runs, what was made last.
struct OverviewPage: Sendable {
    let house: House

    func callAsFunction(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let store = house.store
        let balance = try await store.balance(account: visitor.accountID)
        let spend = try await store.spend(.account, visitor.accountID)
        let keys = try await store.keys(account: visitor.accountID)
        let names = Dictionary(keys.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
        let tasks = try await store.tasks(TaskFilter(accountID: visitor.accountID, limit: 10))
        let now = store.clock.wall()
        var view: [String: JSONValue] = [
            "tasks": .array(tasks.map { house.row(of: $0, keys: names) }),
            "hasTasks": .bool(!tasks.isEmpty),
            "hasKeys": .bool(keys.contains { $0.isUsable(now) && !$0.isBuiltIn }),
            "caps": .array(house.caps(spend, at: now)),
        ]
        view["alerts"] = try await house.alerts(visitor.accountID, limit: 3)
        view.merge(house.amount(balance?.held ?? .zero, named: "held")) { $1 }
        let month = try await house.spentThisMonth(by: visitor).values.reduce(.zero, +)
        view.merge(house.amount(month, named: "month")) { $1 }
        view["command"] = .string(house.firstCall)
        return try await DashboardPage(house: house).answer(
            "dashboard",
            "Overview",
            path: "/dashboard",
            view,
            for: visitor,
            to: request
        )
    }
}

extension APIKey {
    func isUsable(_ now: Timestamp) -> Bool {
        revokedAt == nil && (expiresAt.map { now < $0 } ?? true)
    }
}

extension House {
    /// To be pasted by somebody who has made nothing yet: free.
    var firstCall: String {
        guard let variant = catalog.variant("sandbox-instant") else { return "" }
        return CallExample(base: link.publicURL(), of: variant).code(in: .curl)
    }

    /// What each of an account's keys spent since the month began (UTC), without what is only held.
    func spentThisMonth(by visitor: Visitor) async throws -> [Int64: MicroUSD] {
        let month = CivilDate(UTCWindow.month.start(at: store.clock.wall()))
        return try await store.spent(account: visitor.accountID, since: month)
    }

    /// Lines that were crossed since the month began, the newest first.
    func alerts(_ account: Int64, limit: Int) async throws -> JSONValue {
        let month = UTCWindow.month.start(at: store.clock.wall())
        let lines = try await store.alerts(account: account, since: month, limit: limit)
        return .array(
            lines.map { ["time": .string($0.at.forPeople), "text": .string($0.words)] }
        )
    }
}

extension UTCWindow {
    /// When something was spent.
    var words: String {
        switch self {
        case .hour: "this hour"
        case .day: "today (UTC)"
        case .month: "this month"
        case .total: "in all"
        }
    }
}

extension House {
    /// The caps that are set, each with what is used of it.
    func caps(_ spend: SpendRow?, at now: Timestamp) -> [JSONValue] {
        guard let spend else { return [] }
        return UTCWindow.allCases.compactMap { window in
            guard let cap = spend[window].cap else { return nil }
            let used = spend.used(in: window, at: now)
            var view: [String: JSONValue] = [
                "window": .string(window.words.capitalizedFirst), "used": .int(used.rawValue),
                "cap": .int(cap.rawValue),
            ]
            view.merge(amount(used, named: "used")) { $1 }
            view.merge(amount(cap, named: "cap")) { $1 }
            return .object(view)
        }
    }
}
