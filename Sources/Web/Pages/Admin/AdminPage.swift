import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// A page for operators. To everybody else there is nothing at its address.
struct AdminPage: Sendable {
    let house: House

    typealias Body = @Sendable (Visitor, Request, APIContext) async throws -> Response

    func handler(_ body: @escaping Body) -> Endpoint.Handler {
        { request, context in
            guard let visitor = try await house.visitor(request), visitor.login.isAdmin else {
                throw APIError.noSuchPage
            }
            if house.settings.needsSecondStep, !visitor.login.hasSecondFactor {
                return .seeOther("/dashboard/settings/second-step")
            }
            return try await body(visitor, request, context)
        }
    }

    /// - problem: what a command said is wrong.
    func answer(
        _ template: String,
        _ title: String,
        path: String,
        _ view: [String: JSONValue],
        for visitor: Visitor,
        problem: APIError? = nil,
        isRefused: Bool = false,
        to request: Request
    ) throws -> Response {
        var view = view
        view["email"] = .string(visitor.login.email)
        view["problem"] = .text(
            problem.map { error in
                error.param.map { "\($0.capitalizedFirst): \(error.message)" } ?? error.message
            }
        )
        view["done"] = .text(house.said(to: request))
        view["here"] = .object([
            "\(path.split(separator: "/").dropFirst().first ?? "health")": true
        ])
        let page = Page(
            template: template,
            title: title,
            summary: title,
            path: path,
            view: view,
            scripts: ["copy"],
            status: problem?.status ?? (isRefused ? .unprocessableContent : .ok),
            isPublic: false
        )
        return try house.answer(page, to: PageRequest(request, format: .html))
    }

    /// Does it and leads back to the page, which says `done`; or shows the page again with what is
    /// wrong.
    func order(
        _ command: String,
        _ arguments: [String: JSONValue],
        by visitor: Visitor,
        done: String,
        back path: String,
        again: (APIError) async throws -> Response
    ) async throws -> Response {
        do {
            _ = try await house.operate(command, arguments, by: visitor)
        } catch let error as APIError {
            return try await again(error)
        }
        return try house.seeOther(path, saying: done)
    }
}

extension House {
    private static let purpose = "what was done"

    /// Leads to a page that says one sentence. Sealed, so that no link from elsewhere can make a page
    /// say what its sender likes.
    func seeOther(_ path: String, saying text: String) throws -> Response {
        let sealed = try vault.seal(Secret(text), for: Self.purpose)
        return .seeOther("\(path)?done=\(sealed.inQuery)")
    }

    fileprivate func said(to request: Request) -> String? {
        guard let sealed = PageRequest(request, format: .html).query["done"] else { return nil }
        return try? vault.open(sealed, for: Self.purpose).reveal()
    }
}

extension Timestamp {
    /// `3 min`, `2 h`: how long ago.
    func age(at now: Timestamp) -> String {
        let seconds = max(0, (now - self).components.seconds)
        if seconds < 120 { return "\(seconds) s" }
        if seconds < 7_200 { return "\(seconds / 60) min" }
        if seconds < 172_800 { return "\(seconds / 3_600) h" }
        return "\(seconds / 86_400) days"
    }
}
