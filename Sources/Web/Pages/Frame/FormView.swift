import Domain

/// A form as its template shows it: what was typed stays, and what is wrong stands beside its field.
struct FormView: Sendable {
    struct Field: Sendable {
        let name: String
        let label: String
        var kind = "text"
        var hint: String?
        /// What browsers and password managers may fill in.
        var autocomplete = "off"
        var isRequired = true

        static let email = Field(
            name: "email",
            label: "E-mail address",
            kind: "email",
            autocomplete: "username"
        )

        static func newPassword(_ label: String = "Password", note: String = "") -> Field {
            Field(
                name: "password",
                label: label,
                kind: "password",
                hint: "At least \(PasswordRules.shortest) characters.\(note)",
                autocomplete: "new-password"
            )
        }
    }

    private let fields: [Field]
    private var values: [String: String] = [:]
    private var errors: [String: String] = [:]
    /// What is wrong with no field in particular.
    var problem: String?

    init(_ fields: [Field]) {
        self.fields = fields
    }

    /// The same as it came in. Passwords are not sent back.
    init(_ fields: [Field], filled form: FormBody) {
        self.init(fields)
        for field in fields where field.kind != "password" { values[field.name] = form[field.name] }
    }

    mutating func fill(_ name: String, _ value: String?) {
        values[name] = value
    }

    /// An amount in dollars; nil where nothing was typed, or what was is refused.
    mutating func dollars(_ name: String, _ body: FormBody) -> MicroUSD? {
        guard let text = body[name], !text.isEmpty else { return nil }
        let amount = MicroUSD(dollars: text)
        if amount?.isPositive != true {
            refuse(name, "Must be an amount in dollars such as 25 or 0.50, above 0.")
        }
        return amount
    }

    /// Puts an error beside the field that it names. What comes back is about none of them.
    mutating func place(_ error: APIError) -> APIError? {
        guard let name = error.param, fields.contains(where: { $0.name == name }) else {
            return error
        }
        refuse(name, error.message)
        return nil
    }

    mutating func refuse(_ name: String, _ message: String) {
        errors[name] = errors[name] ?? message
    }

    var isRefused: Bool { !errors.isEmpty || problem != nil }

    /// The same with only these fields, where a page shows them apart.
    func part(_ names: [String]) -> JSONValue {
        [
            "fields": .array(fields.filter { names.contains($0.name) }.map(view)),
            "problem": nil, "isRefused": .bool(isRefused),
        ]
    }

    /// One of these fields is refused.
    func isRefused(in names: [String]) -> Bool { names.contains { errors[$0] != nil } }

    var view: JSONValue {
        [
            "fields": .array(fields.map(view)), "problem": .text(problem),
            "isRefused": .bool(isRefused),
        ]
    }

    private func view(_ field: Field) -> JSONValue {
        [
            "name": .string(field.name), "label": .string(field.label),
            "type": .string(field.kind), "hint": .text(field.hint),
            "autocomplete": .string(field.autocomplete), "isRequired": .bool(field.isRequired),
            "value": .string(values[field.name] ?? ""), "error": .text(errors[field.name]),
        ]
    }
}
