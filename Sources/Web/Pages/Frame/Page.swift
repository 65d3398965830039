import Crypto
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// What a person sees at an address: a template and what it shows. The same view, unchanged, is the
/// page's `.json` twin, and a second template makes its `.md` twin.
struct Page: Sendable {
    /// `Templates/NAME.mustache`.
    let template: String
    let title: String
    /// One sentence, for search engines and link previews.
    let summary: String
    /// Without a twin's ending.
    let path: String
    var view: [String: JSONValue]
    var scripts: [String] = []
    var status: HTTPResponse.Status = .ok
    /// Also there as `.md` and `.json`; for everybody, and kept by caches for a minute.
    var isPublic = true
    /// Made anew for each look at it: there is a form in it.
    var isFresh = false
    /// `Templates/NAME.md.mustache`, or the text itself where it exists as Markdown anyway.
    var markdown: Markdown?

    enum Markdown: Sendable {
        case template(String)
        case text(String)
    }
}

/// How a page is asked for: `/pricing`, `/pricing.json`, or `Accept: text/markdown`.
struct PageRequest: Sendable {
    enum Format: Sendable {
        case html, json, markdown, csv
    }

    /// Without the ending.
    let path: String
    let format: Format
    let query: [String: String]
    let theme: String?
    /// There is a session's cookie. Whether it still counts is asked where it matters.
    let isSignedIn: Bool
    let takesGzip: Bool
    private let known: String?

    /// - format: whatever the address says.
    init(_ request: Request, format: Format) {
        self.init(path: request.uri.path, format: format, request)
    }

    init(_ request: Request) {
        let path = request.uri.path
        let endings: [(String, Format)] = [
            (".json", .json), (".md", .markdown), (".csv", .csv),
        ]
        if let (ending, format) = endings.first(where: { path.hasSuffix($0.0) }) {
            let path = path.dropLast(ending.count)
            self.init(path: path == "/index" ? "/" : String(path), format: format, request)
        } else {
            let isText = request.headers[.accept]?.hasPrefix("text/markdown") == true
            self.init(path: path, format: isText ? .markdown : .html, request)
        }
    }

    private init(path: String, format: Format, _ request: Request) {
        self.path = path
        self.format = format
        query = FormFields.query(request.uri.query)
        let theme = (request.cookies["__Host-theme"] ?? request.cookies["theme"])?.value
        self.theme = theme == "light" || theme == "dark" ? theme : nil
        let sessions = ["aig_session", "__Host-aig_session"]
        isSignedIn = sessions.contains { request.cookies[$0]?.value.isEmpty == false }
        takesGzip = request.takesGzip
        known = request.headers[.ifNoneMatch]
    }

    func isKnown(_ tag: String) -> Bool { known == tag }
}

extension House {
    /// The answer in the form that was asked for.
    func answer(_ page: Page, to request: PageRequest) throws -> Response {
        let (type, text): (String, String)
        switch request.format {
        case .html: (type, text) = ("text/html", try html(page, request))
        case .json: (type, text) = ("application/json", JSONValue.object(page.view).text() + "\n")
        case .markdown:
            guard let markdown = page.markdown else { throw APIError.noSuchPage }
            type = "text/markdown"
            text =
                switch markdown {
                case .text(let text): text
                case .template(let name): try PageTemplates.render(name, .object(page.view))
                }
        case .csv: throw APIError.noSuchPage
        }
        return respond(text, as: type, page, to: request)
    }

    func answer(csv: String, for page: Page, to request: PageRequest) -> Response {
        respond(csv, as: "text/csv", page, to: request)
    }

    private func respond(
        _ text: String,
        as type: String,
        _ page: Page,
        to request: PageRequest
    ) -> Response {
        let hash = Base64URL.text(Array(SHA256.hash(data: Data(text.utf8)).prefix(12)))
        let tag = request.takesGzip ? "\"\(hash)-gz\"" : "\"\(hash)\""
        var headers = PageHeaders.fields
        headers[.contentType] = type + "; charset=utf-8"
        headers[.cacheControl] = cacheControl(page, request)
        headers[.eTag] = tag
        headers[.vary] = "Accept, Accept-Encoding, Cookie"
        if page.markdown != nil, request.format == .html {
            let twin = page.path == "/" ? "/index" : page.path
            if let name = HeaderName.link {
                headers[name] =
                    "<\(twin).md>; rel=\"alternate\"; type=\"text/markdown\", "
                    + "</llms.txt>; rel=\"describedby\""
            }
        }
        if page.status == .ok, request.isKnown(tag) {
            return Response(status: .notModified, headers: headers)
        }
        let packed = request.takesGzip ? Gzip.bytes(of: text) : nil
        if packed != nil { headers[.contentEncoding] = "gzip" }
        return Response(
            status: page.status,
            headers: headers,
            body: ResponseBody(byteBuffer: packed ?? ByteBuffer(string: text))
        )
    }

    /// A page that shows who is signed in is nobody else's.
    private func cacheControl(_ page: Page, _ request: PageRequest) -> String {
        guard page.isPublic else { return "no-store" }
        return request.isSignedIn || page.isFresh ? "private, no-cache" : "public, max-age=60"
    }

    private func html(_ page: Page, _ request: PageRequest) throws -> String {
        var frame: [String: JSONValue] = [
            "pageTitle": .string(page.path == "/" ? page.title : page.title + " – AI Generate"),
            "summary": .string(page.summary),
            "canonical": .string(link.publicURL() + page.path),
            "path": .string(page.path),
            "style": .string(PageAssets.shared.address("style")),
            "scripts": .array(page.scripts.map { .string(PageAssets.shared.address($0)) }),
            "isSignedIn": .bool(request.isSignedIn), "theme": .text(request.theme),
            "isLight": .bool(request.theme == "light"),
            "isDark": .bool(request.theme == "dark"),
            "isSystem": .bool(request.theme == nil),
            "version": .string(settings.version), "isStandingIn": .bool(isStandingIn()),
            "creditUSD": .string(MicroUSD(credit.microUSD).dollarsFixed),
            "gift": settings.signUpGrant.isPositive ? .string(settings.signUpGrant.dollars) : .null,
            "at": .object(["\(section(page.path))": true]),
        ]
        if page.markdown != nil {
            frame["markdown"] = .string((page.path == "/" ? "/index" : page.path) + ".md")
        }
        for (name, value) in page.view { frame[name] = value }
        return try PageTemplates.render(page.template, .object(frame))
    }

    /// Which entry of the bar is the current one.
    private func section(_ path: String) -> String {
        path.split(separator: "/").first.map(String.init) ?? "home"
    }
}
