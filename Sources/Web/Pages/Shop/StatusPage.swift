import Domain
import Hummingbird
import Storage

/// `/status`: how each model does, and how that is known.
struct StatusPage: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let window = try await ShopWindow(house: house)
        let families = house.catalog.families.map { family -> JSONValue in
            var view = window.view(of: family)
            let variants = window.cheapestFirst(family.variants)
            view["variants"] = .array(variants.map { .object(window.view(of: $0)) })
            return .object(view)
        }
        let page = Page(
            template: "status",
            title: "Status",
            summary: "How each model did in the last hour and the last 30 days, from real tasks.",
            path: "/status",
            view: [
                "families": .array(families), "isOpen": .bool(house.door.current == .open),
                "time": .string(window.now.iso8601.prefix(16).replacing("T", with: " ") + " UTC"),
            ],
            markdown: .template("status.md")
        )
        return try house.answer(page, to: PageRequest(request))
    }
}
