import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/admin/codes`: codes that give credit. Their texts are shown once, on the answer that makes them.
struct CodesPage: Sendable {
    let house: House

    private static let fields = [
        FormView.Field(
            name: "usd",
            label: "Credit (USD)",
            hint: "For each account that redeems it."
        ),
        FormView.Field(name: "count", label: "Codes", hint: "1 to 1000."),
        FormView.Field(
            name: "uses",
            label: "Accounts",
            hint: "So many may redeem each code, once."
        ),
        FormView.Field(
            name: "expires",
            label: "Good until (UTC)",
            kind: "date",
            hint: "Empty: for ever.",
            isRequired: false
        ),
        FormView.Field(name: "reason", label: "Note", hint: "For this list.", isRequired: false),
    ]

    private static var empty: FormView {
        var form = FormView(fields)
        form.fill("count", "1")
        form.fill("uses", "1")
        return form
    }

    func show(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        try await answer(Self.empty, visitor, request)
    }

    func create(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        var form = FormView(Self.fields, filled: body)
        let arguments = body.filled(Self.fields.map(\.name))
        do {
            let made = try await house.operate("create-codes", arguments, by: visitor)
            return try await answer(Self.empty, visitor, request, new: made["codes"])
        } catch let error as APIError {
            let problem = form.place(error)
            return try await answer(form, visitor, request, problem: problem)
        }
    }

    /// `POST /admin/codes/end`
    func end(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        return try await AdminPage(house: house).order(
            "end-code",
            ["id": .string(body["id"] ?? "")],
            by: visitor,
            done: "Nobody can redeem it any more.",
            back: "/admin/codes"
        ) { error in try await answer(Self.empty, visitor, request, problem: error) }
    }

    private func answer(
        _ form: FormView,
        _ visitor: Visitor,
        _ request: Request,
        new: JSONValue? = nil,
        problem: APIError? = nil
    ) async throws -> Response {
        let now = house.store.clock.wall()
        let codes = try await house.store.giftCodes(limit: 500)
        let texts = new?.arrayValue?.compactMap(\.stringValue) ?? []
        return try AdminPage(house: house).answer(
            "admin-codes",
            "Codes",
            path: "/admin/codes",
            [
                "form": form.view, "isEmpty": .bool(codes.isEmpty),
                "new": texts.isEmpty ? .null : .string(texts.joined(separator: "\n")),
                "codes": .array(codes.map { view(of: $0, at: now) }),
            ],
            for: visitor,
            problem: problem,
            isRefused: form.isRefused,
            to: request
        )
    }

    private func view(of code: GiftCodeLine, at now: Timestamp) -> JSONValue {
        let isGood = code.usesLeft > 0 && code.expiresAt.map { now < $0 } ?? true
        var view: [String: JSONValue] = [
            "id": .int(code.id), "hint": .string(code.hint), "note": .string(code.note),
            "used": .int(code.uses - code.usesLeft), "uses": .int(code.uses),
            "expires": .text(code.expiresAt?.forPeople), "isGood": .bool(isGood),
            "created": .string(code.createdAt.forPeople),
        ]
        view.merge(house.amount(code.amount, named: "amount")) { $1 }
        return .object(view)
    }
}
