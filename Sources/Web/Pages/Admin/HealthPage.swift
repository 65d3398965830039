import Domain
import Hummingbird
import Storage

/// `/admin`: whether anything needs a hand, at a glance.
struct HealthPage: Sendable {
    let house: House

    func callAsFunction(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let now = house.store.clock.wall()
        let figures = try await house.store.houseFigures()
        let money = try await house.store.figures(of: CivilDate(now))
        let window = try await ShopWindow(house: house)
        let troubles = try await house.store.deliveryTroubles(limit: 5)
        let log = try await house.store.adminLog(before: nil, limit: 5)
        var view: [String: JSONValue] = [
            "queued": .int(figures.queued), "running": .int(figures.running),
            "oldest": .text(figures.oldestQueuedSince.map { $0.age(at: now) }),
            "door": .string(door), "isOpen": .bool(house.door.current == .open),
            "free": .string(Self.gigabytes(house.freeSpace.available())),
            "isLow": .bool(house.freeSpace.isLow),
            "record": .object(window.record(of: house.catalog.allVariants.map(\.slug))),
            "providers": .array(
                house.providerStates().map {
                    [
                        "name": .string($0.name), "kind": .string($0.isUp ? "ok" : "off"),
                        "state": .string($0.isUp ? "Usable" : "No key, or not usable now"),
                    ]
                }
            ),
            "troubles": .array(troubles.map { house.view(of: $0) }),
            "hasTroubles": .bool(!troubles.isEmpty),
            "log": .array(log.map(\.view)),
        ]
        add(money, to: &view)
        return try AdminPage(house: house).answer(
            "admin",
            "Health",
            path: "/admin",
            view,
            for: visitor,
            to: request
        )
    }

    private func add(_ money: DayFigures, to view: inout [String: JSONValue]) {
        let amounts = [
            ("sold", money.sold), ("given", money.given), ("standIn", money.standIn),
            ("unknown", money.unknown), ("played", money.played), ("cost", money.cost),
            ("loss", money.loss),
        ]
        for (name, amount) in amounts { view.merge(house.amount(amount, named: name)) { $1 } }
        view["hasStandIn"] = .bool(money.standIn.isPositive)
        view["hasUnknown"] = .bool(money.unknown.isPositive)
        view["marginUSD"] = .string(money.margin.signed)
    }

    private var door: String {
        switch house.door.current {
        case .starting: "Starting"
        case .open: "Taking work"
        case .paused: "Taking no new work, by an operator"
        case .draining, .closing: "Stopping"
        case .violated: "The audit found a violation: taking no charges"
        }
    }

    private static func gigabytes(_ bytes: Int64) -> String {
        "\(bytes / 1_000_000_000).\(bytes % 1_000_000_000 / 100_000_000) GB"
    }
}

extension MicroUSD {
    /// `$0.0120`, `−$0.0040`.
    var signed: String {
        rawValue < 0 ? "−$" + (MicroUSD.zero - self).dollarsFixed : "$" + dollarsFixed
    }
}

extension House {
    func view(of trouble: DeliveryTrouble) -> JSONValue {
        [
            "account": .int(trouble.accountID), "url": .string(trouble.url),
            "pending": .int(trouble.pending), "exhausted": .int(trouble.exhausted),
            "since": .string(trouble.since.forPeople), "last": .string(trouble.last),
        ]
    }
}

extension JSONValue {
    /// `usd: 5, reason: for testing`
    fileprivate var forPeople: String {
        guard let members = objectValue else { return stringValue ?? text() }
        return members.sorted { $0.key < $1.key }
            .map { "\($0.key): \($0.value.unmistakable)" }
            .joined(separator: ", ")
    }

    /// A text that could be taken for more than one member stands in quotes.
    fileprivate var unmistakable: String {
        guard let text = stringValue, !text.contains(where: { ",:\"".contains($0) }) else {
            return self.text()
        }
        return text
    }
}

extension AdminLogLine {
    var view: JSONValue {
        [
            "position": .int(position), "time": .string(at.forPeople),
            "actor": .string(act.actor), "action": .string(act.action),
            "subject": .string(act.subject), "detail": .string(act.detail.forPeople),
        ]
    }
}
