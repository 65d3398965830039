import HTTPTypes
import Hummingbird

/// An address for people, or for programs that read pages. They are not part of the API's document.
struct PageRoute: Sendable {
    let method: HTTPRequest.Method
    let path: RouterPath
    let handler: Endpoint.Handler

    init(
        _ path: String,
        _ method: HTTPRequest.Method = .get,
        use handler: @escaping Endpoint.Handler
    ) {
        self.method = method
        self.path = RouterPath(path)
        self.handler = handler
    }
}

extension Routes {
    /// Every page. A twin (`.json`, `.md`, `.csv`) is asked for by its page's own handler.
    static func pages(_ house: House) -> [PageRoute] {
        shopPages(house) + docsPages(house) + machineTexts(house) + playground(house) + [
            PageRoute("/assets/:name", use: PageAssets.shared.serve),
            PageRoute("/theme", .post, use: SetTheme(house: house).callAsFunction),
        ]
    }

    private static func shopPages(_ house: House) -> [PageRoute] {
        let catalogue = CataloguePage(house: house)
        let pricing = PricingPage(house: house)
        let status = StatusPage(house: house)
        let variant = VariantPage(house: house)
        return [
            PageRoute("/", use: catalogue.home),
            PageRoute("/index.json", use: catalogue.home),
            PageRoute("/index.md", use: catalogue.home),
            PageRoute("/models", use: catalogue.models),
            PageRoute("/models.json", use: catalogue.models),
            PageRoute("/models.md", use: catalogue.models),
            PageRoute("/models/:family", use: FamilyPage(house: house).callAsFunction),
            PageRoute("/models/:family/:variant", use: variant.callAsFunction),
            PageRoute("/models/:family/:variant", .post, use: variant.send),
            PageRoute("/models/:family/:variant/example", .post, use: variant.example),
            PageRoute("/pricing", use: pricing.callAsFunction),
            PageRoute("/pricing.csv", use: pricing.callAsFunction),
            PageRoute("/pricing.json", use: pricing.callAsFunction),
            PageRoute("/pricing.md", use: pricing.callAsFunction),
            PageRoute("/status", use: status.callAsFunction),
            PageRoute("/status.json", use: status.callAsFunction),
            PageRoute("/status.md", use: status.callAsFunction),
        ]
    }

    private static func playground(_ house: House) -> [PageRoute] {
        let playground = PlaygroundPage(house: house)
        let run = RunPage(house: house)
        return [
            PageRoute("/playground", use: playground.show),
            PageRoute("/playground", .post, use: playground.start),
            PageRoute("/playground/estimate", .post, use: playground.estimate),
            PageRoute("/playground/runs/:id", use: run.show),
            PageRoute("/playground/runs/:id/events", use: run.events),
            PageRoute("/playground/runs/:id/retry", .post, use: run.retry),
            PageRoute("/playground/runs/:id/vote", .post, use: run.vote),
            PageRoute("/playground/runs/:id/share", .post, use: run.share),
        ]
    }

    private static func docsPages(_ house: House) -> [PageRoute] {
        let docs = DocsPage(house: house)
        let reference = APIReferencePage(house: house, endpoints: all(house))
        return [
            PageRoute("/docs", use: docs.list),
            PageRoute("/docs.md", use: docs.list),
            PageRoute("/docs.json", use: docs.list),
            PageRoute("/docs/api", use: reference.callAsFunction),
            PageRoute("/docs/api.md", use: reference.callAsFunction),
            PageRoute("/docs/api.json", use: reference.callAsFunction),
            PageRoute("/docs/**", use: docs.show),
        ]
    }

    private static func machineTexts(_ house: House) -> [PageRoute] {
        let texts = MachineTexts(house: house)
        return [
            PageRoute("/llms.txt", use: texts.llms),
            PageRoute("/sitemap.xml", use: texts.sitemap),
            PageRoute("/robots.txt", use: texts.robots),
            PageRoute("/icon.svg", use: texts.icon),
        ]
    }
}
