/// A JSON document as a tree. Numbers keep their exact text when they are not whole: no amount goes
/// through a floating-point number.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    /// A number that is not a whole Int64, as it was written: `0.028`, `1e9`.
    case decimal(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
    /// A whole document as the text that it is stored as, which goes out as it is: what nobody looks
    /// into on the way need not be read. Reading JSON never makes one.
    case stored(String)

    package subscript(_ name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    package var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var intValue: Int64? {
        if case .int(let number) = self { number } else { nil }
    }

    package var boolValue: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    package var arrayValue: [JSONValue]? {
        if case .array(let items) = self { items } else { nil }
    }

    package var objectValue: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// What kind of value this is, in the words of JSON Schema.
    package var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .int: "integer"
        case .decimal: "number"
        case .string: "string"
        case .array: "array"
        case .object, .stored: "object"
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}

extension JSONValue {
    /// `.string` or, for nil, `.null`.
    package static func text(_ value: String?) -> JSONValue {
        value.map(JSONValue.string) ?? .null
    }

    /// `.int` or, for nil, `.null`.
    package static func number(_ value: Int64?) -> JSONValue {
        value.map(JSONValue.int) ?? .null
    }

    package static func usd(_ amount: MicroUSD) -> JSONValue {
        numeric(amount.dollars)
    }

    /// A number given as JSON text.
    package static func numeric(_ text: String) -> JSONValue {
        Int64(text).map(JSONValue.int) ?? .decimal(text)
    }
}
