import Domain
import Hummingbird
import Storage

/// `/admin/webhooks`, `/admin/audit`, `/admin/settings`: tables to read.
struct AdminLists: Sendable {
    let house: House

    /// Addresses that do not take their callbacks.
    func webhooks(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let troubles = try await house.store.deliveryTroubles(limit: 100)
        return try AdminPage(house: house).answer(
            "admin-webhooks",
            "Failing webhooks",
            path: "/admin/webhooks",
            [
                "troubles": .array(troubles.map { house.view(of: $0) }),
                "isEmpty": .bool(troubles.isEmpty),
            ],
            for: visitor,
            to: request
        )
    }

    /// Who did what; every line holds the hash of the one before it.
    func log(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let asked = PageRequest(request, format: .html)
        let before = asked.query["before"].flatMap { Int64($0) }
        var lines = try await house.store.adminLog(before: before, limit: 51)
        let hasMore = lines.count == 51
        if hasMore { lines.removeLast() }
        return try AdminPage(house: house).answer(
            "admin-audit",
            "Audit log",
            path: "/admin/audit",
            [
                "lines": .array(lines.map(\.view)), "isEmpty": .bool(lines.isEmpty),
                "isFirst": .bool(before == nil),
                "next": .text(
                    hasMore ? lines.last.map { "/admin/audit?before=\($0.position)" } : nil
                ),
            ],
            for: visitor,
            to: request
        )
    }

    /// Every setting, its value and where that comes from. They are changed where they come from.
    func settings(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        try AdminPage(house: house).answer(
            "admin-settings",
            "Settings",
            path: "/admin/settings",
            ["settings": try await house.operate("config-list", [:], by: visitor)],
            for: visitor,
            to: request
        )
    }
}
