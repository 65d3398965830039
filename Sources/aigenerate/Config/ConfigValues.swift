import Domain
import Egress
import Foundation
import Web
import Yams

/// The raw values of all settings with where each came from.
package struct ConfigValues: Sendable {
    package struct Value: Sendable {
        package let text: String
        /// `flag`, `environment AIGENERATE_PORT`, `file aigenerate.yaml`, `default`.
        package let origin: String
    }

    private var values: [String: Value] = [:]
    private(set) var unknownNames: [String] = []

    /// - flags: what the command line gave, by setting name.
    /// - file: a YAML file with settings by name; nil: none.
    package init(
        flags: [String: String],
        environment: [String: String],
        file: String?
    ) throws(ConfigError) {
        for name in Self.names {
            if let text = name.standard { values[name.name] = Value(text: text, origin: "default") }
        }
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

    private static func secret(_ path: String, _ name: Setting) throws(ConfigError) -> Value {
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
        guard let node else { return }
        guard let mapping = node.mapping else {
            throw ConfigError(message: "\(path) must hold settings as 'name: value' lines.")
        }
        for (key, value) in mapping {
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

    func required(_ name: String) throws(ConfigError) -> String {
        guard let text = text(name), !text.isEmpty else { throw wrong(name, "set") }
        return text
    }

    func whole(_ name: String, _ range: ClosedRange<Int64>) throws(ConfigError) -> Int64 {
        guard let number = text(name).flatMap({ Int64($0) }), range.contains(number) else {
            throw wrong(name, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func dollars(_ name: String) throws(ConfigError) -> MicroUSD {
        guard let amount = text(name).flatMap({ MicroUSD(dollars: $0) }) else {
            throw wrong(name, "an amount in USD such as 10 or 0.5")
        }
        return amount
    }

    func flag(_ name: String) throws(ConfigError) -> Bool {
        switch text(name) {
        case "on", "true", "1", "yes": return true
        case "off", "false", "0", "no": return false
        default: throw wrong(name, "on or off")
        }
    }

    func choice<T: RawRepresentable & CaseIterable>(
        _ name: String,
        _ type: T.Type
    ) throws(ConfigError) -> T where T.RawValue == String {
        guard let choice = text(name).flatMap(T.init(rawValue:)) else {
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

    func origins(_ name: String) throws(ConfigError) -> AllowedOrigins {
        guard let origins = AllowedOrigins(values[name]?.text ?? "") else {
            throw wrong(name, "*, off, or origins such as https://app.example.com")
        }
        return origins
    }

    /// Pairs of a name and an address; a name with several addresses stands in several pairs.
    func hosts(_ name: String) throws(ConfigError) -> [String: [IPAddress]] {
        var hosts: [String: [IPAddress]] = [:]
        for pair in (values[name]?.text ?? "").split(separator: ",") {
            let parts = pair.split(separator: "=")
            guard parts.count == 2, let address = IPAddress(parts[1]) else {
                throw wrong(name, "names with addresses such as inside.example=127.0.0.1")
            }
            hosts[String(parts[0]), default: []].append(address)
        }
        return hosts
    }

    private func wrong(_ name: String, _ allowed: String) -> ConfigError {
        let value = values[name]
        return ConfigError(
            message: "\(name) must be \(allowed), not '\(value?.text ?? "")' "
                + "(from \(value?.origin ?? "?"))."
        )
    }
}
