import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// A page of who is signed in. Everybody else is led to `/login` and back.
struct DashboardPage: Sendable {
    let house: House

    typealias Body = @Sendable (Visitor, Request, APIContext) async throws -> Response

    /// A handler that first asks who is there. A form whose session has ended loses nothing: the
    /// browser keeps what was typed, and going back after the log-in shows it again.
    func handler(_ body: @escaping Body) -> Endpoint.Handler {
        { request, context in
            guard let visitor = try await house.visitor(request) else {
                let asked = request.method == .get ? request.uri.description : "/dashboard"
                return .seeOther("/login?back=\(asked.inQuery)")
            }
            return try await body(visitor, request, context)
        }
    }

    /// - name: of the entry in the side bar.
    func answer(
        _ template: String,
        _ title: String,
        path: String,
        _ view: [String: JSONValue],
        for visitor: Visitor,
        status: HTTPResponse.Status = .ok,
        scripts: [String] = ["copy"],
        to request: Request
    ) async throws -> Response {
        var view = view
        let balance = try await house.store.balance(account: visitor.accountID)
        let account = try await house.store.account(id: visitor.accountID)
        view["email"] = .string(visitor.login.email)
        view["accountID"] = .int(visitor.accountID)
        view["accountName"] = .text(account?.email)
        view["isVerified"] = .bool(visitor.login.isVerified)
        view["isAdmin"] = .bool(visitor.login.isAdmin)
        view.merge(house.amount(balance?.available ?? .zero, named: "available")) { $1 }
        view["here"] = .object([
            "\(path.split(separator: "/").dropFirst().first ?? "overview")": true
        ])
        let page = Page(
            template: template,
            title: title,
            summary: title,
            path: path,
            view: view,
            scripts: scripts,
            status: status,
            isPublic: false
        )
        return try house.answer(page, to: PageRequest(request, format: .html))
    }
}

extension House {
    /// Credits with 2 decimals and USD with 4, and beside them the exact amount for programs.
    func amount(_ amount: MicroUSD, named name: String) -> [String: JSONValue] {
        [
            "\(name)Credits": .string(credit.creditsFixed(amount)),
            "\(name)USD": .string(amount.dollarsFixed),
            "\(name)ExactUSD": .string(amount.dollars),
        ]
    }
}

extension Timestamp {
    /// `2026-11-25 15:20:07 UTC`.
    var forPeople: String {
        iso8601.prefix(19).replacing("T", with: " ") + " UTC"
    }
}
