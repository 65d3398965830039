import Domain
import HTTPTypes
import Hummingbird
import Manual
import NIOCore
import Storage

/// What programs look for at a fixed address: `/llms.txt`, `/sitemap.xml`, `/robots.txt`, `/icon.svg`.
struct MachineTexts: Sendable {
    let house: House

    /// https://llmstxt.org
    func llms(_ request: Request, _ context: APIContext) -> Response {
        let families = house.catalog.families.map { family in
            "- [\(family.title)](/models/\(family.name).md): \(family.summary)"
        }
        let pages = Manual.pages.filter { !$0.name.contains("/") }.map { page in
            "- [\(page.title)](/docs/\(page.name).md)"
        }
        let text = """
            # AI Generate

            > One key, one endpoint and one prepaid balance for every image model. Pay per picture; a \
            failed task costs nothing.

            Create a task with `POST /api/v1/jobs/createTask`, or use OpenAI's SDKs with the base URL \
            `\(house.link.publicURL())/v1`. Every page below is Markdown; leave `.md` away for HTML, \
            and write `.json` instead for the same as data.

            ## Models

            \(families.joined(separator: "\n"))
            - [All prices](/pricing.md), also as [CSV](/pricing.csv) and [JSON](/pricing.json)
            - [Status](/status.md)

            ## API

            - [API reference](/docs/api.md)
            - [OpenAPI 3.1](/openapi.json)

            ## Documentation

            \(pages.joined(separator: "\n"))

            """
        return respond(text, as: "text/plain")
    }

    func sitemap(_ request: Request, _ context: APIContext) -> Response {
        let families = house.catalog.families
        let paths =
            ["/", "/models", "/pricing", "/status", "/docs", "/docs/api"]
            + families.map { "/models/" + $0.name }
            + house.catalog.allVariants.map { "/models/\($0.family)/\($0.slug)" }
            + Manual.pages.map { "/docs/" + $0.name }
        let base = house.link.publicURL()
        let entries = paths.map { "<url><loc>\(base)\($0)</loc></url>" }
        return respond(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
                + entries.joined(separator: "\n") + "\n</urlset>\n",
            as: "application/xml"
        )
    }

    func robots(_ request: Request, _ context: APIContext) -> Response {
        respond(
            "User-agent: *\nDisallow: /api/\nDisallow: /v1/\nDisallow: /files/\n"
                + "Sitemap: \(house.link.publicURL())/sitemap.xml\n",
            as: "text/plain"
        )
    }

    func icon(_ request: Request, _ context: APIContext) -> Response {
        respond(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" \
            rx="6" fill="#1a1b1e"/><circle cx="12" cy="12" r="4" fill="#fff"/><path d="M4 28 14 18l5 5 \
            4-4 5 5v4z" fill="#fff"/></svg>
            """,
            as: "image/svg+xml"
        )
    }

    private func respond(_ text: String, as type: String) -> Response {
        var headers = PageHeaders.fields
        headers[.contentType] = type + "; charset=utf-8"
        headers[.cacheControl] = "public, max-age=300"
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
