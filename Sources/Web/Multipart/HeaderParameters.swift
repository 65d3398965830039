import Foundation

/// A header such as `form-data; name="image"; filename="a.png"`: a value, then parameters whose
/// text may stand in quotes.
struct HeaderParameters {
    let value: String
    private var parameters: [String: String] = [:]

    init(_ text: String) {
        var rest = Substring(text)
        value = Self.takeToken(&rest, until: ";").trimmed
        while rest.first == ";" {
            rest.removeFirst()
            let name = Self.takeToken(&rest, until: "=;").trimmed.lowercased()
            guard rest.first == "=" else { continue }
            rest.removeFirst()
            let value = Self.takeValue(&rest)
            if parameters[name] == nil, !name.isEmpty { parameters[name] = value }
        }
    }

    subscript(_ name: String) -> String? { parameters[name] }

    /// `name*=UTF-8''na%C3%AFve` (RFC 8187), which some clients send in forms too.
    func extended(_ name: String) -> String? {
        guard let text = parameters[name + "*"] else { return nil }
        let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 ? parts[2].removingPercentEncoding ?? String(parts[2]) : text
    }

    private static func takeToken(_ rest: inout Substring, until ends: String) -> Substring {
        let token = rest.prefix { !ends.contains($0) }
        rest = rest[token.endIndex...]
        return token
    }

    private static func takeValue(_ rest: inout Substring) -> String {
        rest = rest.drop { $0 == " " }
        guard rest.first == "\"" else { return takeToken(&rest, until: ";").trimmed }
        rest.removeFirst()
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
            // Browsers leave a backslash of a path as it is; only a quote is escaped by it.
            if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                value.append(rest.removeFirst())
            } else {
                value.append(character)
            }
        }
        rest = rest.drop { $0 != ";" }
        return value
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }
}
