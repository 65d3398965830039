import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/dashboard/settings/second-step`: turns the second step of signing in on and off.
struct SecondFactorPage: Sendable {
    let house: House

    private static let path = "/dashboard/settings/second-step"
    private static let fields = [
        FormView.Field(
            name: "code",
            label: "Code",
            hint: "Six digits of the app.",
            autocomplete: "one-time-code"
        )
    ]

    private var second: SecondFactor { SecondFactor(house: house) }

    func show(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        try await answer(FormView(Self.fields), visitor, request)
    }

    /// `POST`: `do` is `begin`, `start` (with a code of the app) or `end` (with one of either kind).
    func act(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        let login = visitor.login
        // Counted apart from log-ins: whoever only knows the password cannot stop its owner here.
        let tries = house.tries("second step settings", request, context)
        try await tries.admit(.account(visitor.accountID), Limits.ownCodes)
        var form = FormView(Self.fields)
        let code = body["code"] ?? ""
        switch body["do"] {
        case "begin" where !login.hasSecondFactor:
            _ = try await second.prepare(visitor.accountID)
            return .seeOther(Self.path)
        case "start" where !login.hasSecondFactor:
            if let codes = try await second.start(login, code: code) {
                return try await answer(form, visitor, request, codes: codes)
            }
        case "end" where login.hasSecondFactor:
            if try await second.accept(code, of: login) {
                try await house.store.endSecondFactor(account: visitor.accountID)
                return .seeOther("/dashboard/settings")
            }
        default: return .seeOther(Self.path)
        }
        form.refuse("code", "This code is not right, or it was used before.")
        return try await answer(form, visitor, request)
    }

    private func answer(
        _ form: FormView,
        _ visitor: Visitor,
        _ request: Request,
        codes: [String]? = nil
    ) async throws -> Response {
        let login = try await house.store.login(account: visitor.accountID) ?? visitor.login
        var view: [String: JSONValue] = [
            "form": form.view, "isOn": .bool(login.hasSecondFactor),
            "left": .int(try await house.store.recoveryCodesLeft(account: visitor.accountID)),
            "codes": .text(codes?.joined(separator: "\n")),
        ]
        if !login.hasSecondFactor, let totp = try second.totp(of: login) {
            view["secret"] = .string(totp.text)
            view["app"] = .string(
                "otpauth://totp/AI%20Generate:\(login.email.inQuery)?secret=\(totp.text)"
                    + "&issuer=AI%20Generate"
            )
        }
        return try await DashboardPage(house: house).answer(
            "dashboard-second-step",
            "Second step",
            path: "/dashboard/settings",
            view,
            for: visitor,
            status: form.isRefused ? .unprocessableContent : .ok,
            to: request
        )
    }
}
