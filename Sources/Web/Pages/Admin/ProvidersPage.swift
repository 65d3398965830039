import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/admin/providers`: who draws for us, their keys (never shown again), and a test of a key before it
/// is kept.
struct ProvidersPage: Sendable {
    let house: House

    private static let fields = [
        FormView.Field(
            name: "provider",
            label: "Provider",
            hint: "openai, or a name of your own for a further endpoint of its API."
        ),
        FormView.Field(
            name: "base-url",
            label: "Base URL",
            hint: "Of a further endpoint, such as https://images.example.com/v1.",
            isRequired: false
        ),
        FormView.Field(
            name: "secret",
            label: "Key",
            kind: "password",
            hint: "Kept encrypted; it is never shown again."
        ),
        FormView.Field(
            name: "label",
            label: "Label",
            hint: "To tell it from others.",
            isRequired: false
        ),
    ]

    private static var empty: FormView {
        var form = FormView(fields)
        form.fill("provider", "openai")
        return form
    }

    func show(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        try await answer(Self.empty, visitor, request)
    }

    /// `POST`: tests the key, and keeps it only if it works or if that is wanted all the same.
    func add(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        var form = FormView(Self.fields, filled: body)
        var arguments = body.filled(Self.fields.map(\.name))
        let onlyTest = body["do"] == "test"
        if body["untested"] != nil { arguments["no-test"] = true }
        do {
            let command = onlyTest ? "provider-try" : "provider-add"
            let said = try await house.operate(command, arguments, by: visitor)
            let words = said["test"]?.stringValue ?? ""
            if onlyTest {
                return try await answer(form, visitor, request, tested: words)
            }
            let done = "Kept. \(words)"
            return try house.seeOther("/admin/providers", saying: done)
        } catch let error as APIError {
            let problem = form.place(error)
            return try await answer(form, visitor, request, problem: problem)
        }
    }

    /// `POST /admin/providers/act`: tests a provider with a key it has, or removes a key.
    func act(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        let isRemoval = body["remove"] != nil
        do {
            let said = try await house.operate(
                isRemoval ? "provider-remove" : "provider-test",
                isRemoval
                    ? ["id": .text(body["remove"])] : ["provider": .text(body["test"])],
                by: visitor
            )
            let done = isRemoval ? "Removed." : said["test"]?.stringValue ?? "It works."
            return try house.seeOther("/admin/providers", saying: done)
        } catch let error as APIError {
            return try await answer(Self.empty, visitor, request, problem: error)
        }
    }

    /// `POST /admin/providers/rule`: exactly what is typed.
    func rule(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        var arguments = body.filled([
            "provider", "priority", "weight", "concurrency", "day-usd",
        ])
        arguments["off"] = .bool(body["off"] != nil)
        return try await AdminPage(house: house).order(
            "provider-rule",
            arguments,
            by: visitor,
            done: "Set. Calls that run go on.",
            back: "/admin/providers"
        ) { error in
            let refused = RefusedRule(typed: arguments, error: error)
            let isThere = house.providerStates().contains {
                .string($0.name) == arguments["provider"]
            }
            return try await answer(
                Self.empty,
                visitor,
                request,
                rule: refused,
                problem: isThere ? nil : error
            )
        }
    }

    /// A provider's rule as it was typed, and why it does not count.
    private struct RefusedRule {
        let typed: [String: JSONValue]
        let error: APIError

        /// The template's names of the fields.
        private static let names = [
            "priority": "priority", "weight": "weight", "concurrency": "concurrency",
            "day-usd": "dayUsd",
        ]

        func fill(_ view: inout [String: JSONValue]) {
            guard view["provider"] == typed["provider"] else { return }
            for (field, name) in Self.names { view[name] = typed[field] ?? .null }
            view["off"] = typed["off"] ?? false
            if let field = error.param, let name = Self.names[field] {
                view["errors"] = [name: .string(error.message)]
            } else {
                view["ruleProblem"] = .string(error.message)
            }
        }
    }

    private func answer(
        _ form: FormView,
        _ visitor: Visitor,
        _ request: Request,
        tested: String? = nil,
        rule: RefusedRule? = nil,
        problem: APIError? = nil
    ) async throws -> Response {
        let states = Dictionary(
            house.providerStates().map { ($0.name, $0.isUp) },
            uniquingKeysWith: { $1 }
        )
        let list = try await house.operate("provider-list", [:], by: visitor).arrayValue ?? []
        return try AdminPage(house: house).answer(
            "admin-providers",
            "Providers",
            path: "/admin/providers",
            [
                "form": form.view, "tested": .text(tested),
                "providers": .array(
                    list.map { provider in
                        var view = provider.objectValue ?? [:]
                        let isUp = states[provider["provider"]?.stringValue ?? ""] ?? false
                        let state = ProviderState(provider, isUp: isUp)
                        view["state"] = .string(state.words)
                        let today = MicroUSD(dollars: provider["todayUsd"]?.text() ?? "")
                        view["todayUSD"] = .string((today ?? .zero).dollarsFixed)
                        view["hasKey"] = .bool(
                            provider["environmentKey"] == true
                                || provider["keys"]?.arrayValue?.isEmpty == false
                        )
                        view["kind"] = .string(state.kind)
                        rule?.fill(&view)
                        return .object(view)
                    }
                ),
            ],
            for: visitor,
            problem: problem,
            isRefused: form.isRefused || rule != nil,
            to: request
        )
    }
}

/// How a provider stands, in a few words for the operator.
private struct ProviderState {
    let words: String
    /// The badge's colour.
    let kind: String

    /// - provider: an entry of `provider-list`
    init(_ provider: JSONValue, isUp: Bool) {
        let stored = provider["keys"]?.arrayValue?.count ?? 0
        let keys = stored + (provider["environmentKey"] == true ? 1 : 0)
        let refused = Int(provider["refusedKeys"]?.intValue ?? 0)
        (words, kind) =
            if provider["off"] == true {
                ("Off", "off")
            } else if refused > 0, refused >= keys {
                (keys == 1 ? "Its key is refused" : "All its keys are refused", "bad")
            } else if refused > 0, isUp {
                ("Usable, but \(refused) of \(keys) keys refused", "bad")
            } else if isUp {
                ("Usable", "ok")
            } else {
                (provider["usable"] == true ? "Resting, or over its budget" : "No key", "off")
            }
    }
}
