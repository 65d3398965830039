import Domain
import Egress
import Foundation
import Yams

/// The raw values of all settings with where each came from.
package struct ConfigValues: Sendable {
    package struct Value: Sendable {
        package let text: String
        /// `flag`, `environment AIGENERATE_PORT`, `file aigenerate.yaml`.
        package let origin: String
    }

    package struct Name: Sendable {
        package let name: String
        package let summary: String
        package let isSecret: Bool
        /// The environment's name where it is not `AIGENERATE_` and the name in capitals.
        let variable: String?

        init(
            _ name: String,
            _ summary: String,
            isSecret: Bool = false,
            variable: String? = nil
        ) {
            self.name = name
            self.summary = summary
            self.isSecret = isSecret
            self.variable = variable
        }

        package var environmentName: String {
            variable ?? "AIGENERATE_" + name.uppercased().replacing("-", with: "_")
        }
    }

    /// Every setting. A new one is one line here and one field in `Config`.
    package static let names = released + forTests

    private static let released = [
        Name("data", "folder of database, files and master key (./data)"),
        Name("host", "address to listen on (127.0.0.1)"),
        Name("port", "port to listen on; 0 picks one (8080)"),
        Name("roles", "what this process does (web,worker)"),
        Name("public-url", "base of links (the address served)"),
        Name("rate-limit-creates", "creates per key in a window (20)"),
        Name("rate-limit-window-seconds", "length of that window (10)"),
        Name("rate-limit-polls", "other requests per key in 10 s (2000)"),
        Name("egress-allow-cidrs", "private networks that callbacks and inputs may reach (none)"),
        Name("trusted-proxies", "networks whose X-Forwarded-For counts (none)"),
        Name("signup-grant-usd", "credit of a new account (10)"),
        Name("sandbox", "auto, always or never: does the Sandbox stand in (auto)"),
        Name("successors", "on or off: successors serve retired slugs (on)"),
        Name(
            "openai-api-key",
            "OpenAI's key",
            isSecret: true,
            variable: "OPENAI_API_KEY"
        ),
        Name("openai-base-url", "OpenAI's API (https://api.openai.com/v1)"),
        Name("master-key", "64 hex digits; else DATA/master.key", isSecret: true),
        Name("min-free-mb", "free disk space below which no work is taken (200)"),
        Name("slots", "tasks drawn at the same time (64)"),
        Name("outputs-kept-days", "days that pictures are kept (14)"),
        Name("records-kept-days", "days that task records are kept (60)"),
        Name("loss-limit-usd-per-day", "most that uncertain calls may cost us a day (10)"),
        Name("log-level", "debug, info, notice, warning or error (info)"),
    ]

    #if CRASH_POINTS
    private static let forTests = [
        Name("crash-point", "stops a debug build at a named step"),
        Name("clock-offset-seconds", "moves a debug build's wall clock"),
    ]
    #else
    private static let forTests: [Name] = []
    #endif

    private var values: [String: Value] = [:]
    private(set) var unknownNames: [String] = []

    /// - flags: what the command line gave, by setting name.
    /// - file: a YAML file with settings by name; nil: none.
    package init(
        flags: [String: String],
        environment: [String: String],
        file: String?
    ) throws(ConfigError) {
        if let path = file ?? environment["AIGENERATE_CONFIG"] { try read(path) }
        for name in Self.names {
            if let text = environment[name.environmentName], !text.isEmpty {
                values[name.name] = Value(
                    text: text,
                    origin: "environment \(name.environmentName)"
                )
            } else if let path = environment[name.environmentName + "_FILE"], name.isSecret {
                values[name.name] = try Self.secret(path, name)
            }
        }
        for (name, text) in flags { values[name] = Value(text: text, origin: "flag") }
    }

    private static func secret(_ path: String, _ name: Name) throws(ConfigError) -> Value {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ConfigError(
                message: "\(name.environmentName)_FILE: cannot read \(path)."
            )
        }
        let text = String(decoding: bytes, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return Value(text: text, origin: "file \(path)")
    }

    private mutating func read(_ path: String) throws(ConfigError) {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ConfigError(message: "Cannot read the settings file \(path).")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw ConfigError(message: "\(path) is not YAML: \(error)")
        }
        for (key, value) in node?.mapping ?? [:] {
            let name = (key.string ?? "").replacing("_", with: "-")
            let text = value.sequence.map { $0.compactMap(\.string).joined(separator: ",") }
            guard Self.names.contains(where: { $0.name == name }) else {
                unknownNames.append(name)
                continue
            }
            values[name] = Value(text: text ?? value.string ?? "", origin: "file \(path)")
        }
    }

    package func value(_ name: String) -> Value? { values[name] }

    func text(_ name: String) -> String? { values[name]?.text }

    func whole(_ name: String, _ range: ClosedRange<Int64>) throws(ConfigError) -> Int64? {
        guard let value = values[name] else { return nil }
        guard let number = Int64(value.text), range.contains(number) else {
            throw wrong(name, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func dollars(_ name: String) throws(ConfigError) -> MicroUSD? {
        guard let value = values[name] else { return nil }
        guard let amount = MicroUSD(dollars: value.text) else {
            throw wrong(name, "an amount in USD such as 10 or 0.5")
        }
        return amount
    }

    func flag(_ name: String) throws(ConfigError) -> Bool? {
        switch values[name]?.text {
        case nil: return nil
        case "on", "true", "1", "yes": return true
        case "off", "false", "0", "no": return false
        default: throw wrong(name, "on or off")
        }
    }

    func choice<T: RawRepresentable & CaseIterable>(
        _ name: String,
        _ type: T.Type
    ) throws(ConfigError) -> T? where T.RawValue == String {
        guard let value = values[name] else { return nil }
        guard let choice = T(rawValue: value.text) else {
            throw wrong(name, T.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return choice
    }

    func networks(_ name: String) throws(ConfigError) -> [AddressRange] {
        var ranges: [AddressRange] = []
        for text in (values[name]?.text ?? "").split(separator: ",") {
            let text = text.trimmingCharacters(in: .whitespaces)
            guard let range = AddressRange(text) else {
                throw wrong(name, "networks such as 10.0.0.0/8,fd00::/8")
            }
            ranges.append(range)
        }
        return ranges
    }

    private func wrong(_ name: String, _ allowed: String) -> ConfigError {
        let value = values[name]
        return ConfigError(
            message: "\(name) must be \(allowed), not '\(value?.text ?? "")' "
                + "(from \(value?.origin ?? "?"))."
        )
    }
}
