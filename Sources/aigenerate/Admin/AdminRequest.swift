import Domain

/// The arguments of one administration command, as they travel over the socket.
struct AdminRequest: Sendable {
    let command: String
    private let arguments: [String: JSONValue]

    init(_ command: String, _ arguments: [String: JSONValue?] = [:]) {
        self.command = command
        self.arguments = arguments.compactMapValues(\.self)
    }

    init?(json: JSONValue) {
        guard let command = json["command"]?.stringValue else { return nil }
        self.command = command
        arguments = json["arguments"]?.objectValue ?? [:]
    }

    var json: JSONValue {
        ["command": .string(command), "arguments": .object(arguments)]
    }

    /// It can be the first thing done with a data folder, before a server ever ran.
    var mayBeginData: Bool {
        ["create-account", "provider-add", "setup-link"].contains(command)
    }

    /// The arguments without secrets, and without who gave them.
    var shown: [String: JSONValue] {
        arguments.filter { !["secret", "actor", "base"].contains($0.key) }
    }

    func text(_ name: String) -> String? { arguments[name]?.stringValue }

    func flag(_ name: String) -> Bool { arguments[name]?.boolValue ?? false }

    func number(_ name: String) -> Int64? { arguments[name]?.intValue }

    func list(_ name: String) -> [String] {
        arguments[name]?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    func money(_ name: String) throws(AdminProblem) -> MicroUSD? {
        guard let text = text(name) else { return nil }
        guard let amount = MicroUSD(dollars: text) else {
            throw AdminProblem(
                "--\(name) must be an amount in USD such as 10 or 0.5, not '\(text)'."
            )
        }
        return amount
    }

    func require(_ name: String) throws(AdminProblem) -> String {
        guard let text = text(name), !text.isEmpty else {
            throw AdminProblem("--\(name) is missing.")
        }
        return text
    }
}

/// Why a command was not done, for the operator.
struct AdminProblem: Error, Hashable, Sendable {
    let message: String
    /// The argument that is wrong; without its dashes it is the name of a form's field.
    let field: String?

    /// A message that begins with `--name` is about that argument.
    init(_ message: String, field: String? = nil) {
        self.message = message
        let named = message.hasPrefix("--") ? message.dropFirst(2).prefix { $0 != " " } : ""
        self.field = field ?? (named.isEmpty ? nil : String(named))
    }
}
