import Domain
import HTTPTypes
import Hummingbird
import Storage

/// The small pages around signing in: one heading, one form or sentence.
struct PeoplePage: Sendable {
    let house: House
    let path: String
    let heading: String
    var lead = ""
    /// Another way to do the same.
    var other: (title: String, href: String)?
    var links: [(title: String, href: String)] = []

    /// - hidden: more that goes with the form: `t`, `back`.
    func form(
        _ form: FormView,
        button: String,
        hidden: [String: String] = [:],
        to request: Request
    ) throws -> Response {
        var view = view
        view["action"] = .string(path)
        view["button"] = .string(button)
        view["form"] = form.view
        view["token"] = .text(hidden["t"])
        view["back"] = .text(hidden["back"])
        view["insecure"] = .bool(!house.isSecure)
        return try answer(
            "people-form",
            view,
            form.isRefused ? .unprocessableContent : .ok,
            request
        )
    }

    func note(_ status: HTTPResponse.Status = .ok, to request: Request) throws -> Response {
        try answer("people-note", view, status, request)
    }

    private var view: [String: JSONValue] {
        [
            "heading": .string(heading), "lead": .string(lead),
            "other": other.map { ["title": .string($0.title), "href": .string($0.href)] } ?? .null,
            "links": .array(
                links.map { ["title": .string($0.title), "href": .string($0.href)] }
            ),
        ]
    }

    private func answer(
        _ template: String,
        _ view: [String: JSONValue],
        _ status: HTTPResponse.Status,
        _ request: Request
    ) throws -> Response {
        let page = Page(
            template: template,
            title: heading,
            summary: heading,
            path: path,
            view: view,
            status: status,
            isPublic: false
        )
        return try house.answer(page, to: PageRequest(request, format: .html))
    }
}

extension Response {
    /// After a form: the browser asks for another page, so that going back sends nothing twice.
    static func seeOther(_ path: String, cookie: String? = nil) -> Response {
        var headers: HTTPFields = [.location: path, .cacheControl: "no-store"]
        if let cookie { headers[.setCookie] = cookie }
        return Response(status: .seeOther, headers: headers)
    }
}
