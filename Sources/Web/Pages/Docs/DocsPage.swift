import Domain
import Hummingbird
import Manual

/// `/docs/{page}`: the manual, so that the addresses in error answers lead somewhere without a
/// network. `/docs/{page}.md` is the page as it was written.
struct DocsPage: Sendable {
    let house: House

    func list(_ request: Request, _ context: APIContext) throws -> Response {
        let index = Manual.pages.map { "- [\($0.title)](/docs/\($0.name).md)" }
        let page = Page(
            template: "docs-index",
            title: "Documentation",
            summary: "How to call the API, what errors mean, and how to run the server.",
            path: "/docs",
            view: [
                "guides": Self.links(Self.guides), "operating": Self.links(Self.operating),
                "decisions": Self.links(Self.decisions),
            ],
            markdown: .text("# Documentation\n\n" + index.joined(separator: "\n") + "\n")
        )
        return try house.answer(page, to: PageRequest(request))
    }

    func show(_ request: Request, _ context: APIContext) throws -> Response {
        let asked = PageRequest(request)
        let name = String(asked.path.dropFirst("/docs/".count))
        guard let manual = Manual.pages.first(where: { $0.name == name }) else {
            throw APIError.noSuchPage
        }
        let page = Page(
            template: "docs",
            title: manual.title,
            summary: "\(manual.title): the documentation of AI Generate.",
            path: "/docs/" + manual.name,
            view: Self.navigation(current: name).merging(
                ["html": .string(manual.html)]
            ) { $1 },
            scripts: ["copy"],
            markdown: .text(manual.markdown)
        )
        return try house.answer(page, to: asked)
    }

    /// For who calls the API, in the order of reading.
    private static let guides = [
        "quick-start", "jobs-api", "openai", "webhooks", "errors", "receipts", "playground",
        "sandbox",
    ]
    /// For who runs the server.
    private static let operating = [
        "operations", "configuration", "selling-credit", "single-sign-on", "crashes",
        "data-and-keys", "performance",
    ]
    private static let decisions = Manual.pages.map(\.name).filter {
        $0.hasPrefix("decisions/") && $0 != "decisions/template"
    }

    /// What stands beside every page.
    static func navigation(current: String) -> [String: JSONValue] {
        [
            "guides": links(guides, current: current),
            "operating": links(operating, current: current),
        ]
    }

    private static func links(_ names: [String], current: String? = nil) -> JSONValue {
        let pages = names.compactMap { name in Manual.pages.first { $0.name == name } }
        return .array(
            pages.map { page in
                [
                    "href": .string("/docs/" + page.name), "title": .string(page.title),
                    "isCurrent": .bool(page.name == current),
                ]
            }
        )
    }
}
