import Domain

/// A header such as `form-data; name="image"; filename="a.png"`: a value, then parameters whose
/// text may stand in quotes. Read as bytes; each part becomes text by itself.
struct HeaderParameters {
    let value: String
    private var parameters: [String: String] = [:]

    init(_ bytes: some Collection<UInt8>) throws(UntrustedText.Defect) {
        var rest = Array(bytes)[...]
        value = try Self.text(Self.takeToken(&rest, until: [.semicolon]))
        while rest.first == .semicolon {
            rest.removeFirst()
            let name = try Self.text(Self.takeToken(&rest, until: [.equals, .semicolon]))
                .lowercased()
            guard rest.first == .equals else { continue }
            rest.removeFirst()
            let value = try UntrustedText.repaired(Self.takeValue(&rest))
            if parameters[name] == nil, !name.isEmpty { parameters[name] = value }
        }
    }

    subscript(_ name: String) -> String? { parameters[name] }

    /// `name*=UTF-8''na%C3%AFve` (RFC 8187), which some clients send in forms too.
    func extended(_ name: String) throws(UntrustedText.Defect) -> String? {
        guard let text = parameters[name + "*"] else { return nil }
        let parts = text.utf8.split(
            separator: UInt8(ascii: "'"),
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        guard parts.count == 3 else { return text }
        return try UntrustedText.repaired(PercentEncoding.leniently(parts[2]))
    }

    private static func text(_ bytes: ArraySlice<UInt8>) throws(UntrustedText.Defect) -> String {
        let isBlank = { (byte: UInt8) in byte == .space || byte == .tab }
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return try UntrustedText.repaired(Array(bytes))
    }

    private static func takeToken(
        _ rest: inout ArraySlice<UInt8>,
        until ends: [UInt8]
    ) -> ArraySlice<UInt8> {
        let token = rest.prefix { !ends.contains($0) }
        rest = rest[token.endIndex...]
        return token
    }

    private static func takeValue(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
        rest = rest.drop { $0 == .space }
        guard rest.first == .quote else {
            var token = takeToken(&rest, until: [.semicolon])
            while let last = token.last, last == .space || last == .tab { token.removeLast() }
            return token.drop { $0 == .space || $0 == .tab }.map { $0 }
        }
        rest.removeFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst(), byte != .quote {
            // Browsers leave a backslash of a path as it is; only a quote is escaped by it.
            if byte == .backslash, let next = rest.first, next == .quote || next == .backslash {
                value.append(rest.removeFirst())
            } else {
                value.append(byte)
            }
        }
        rest = rest.drop { $0 != .semicolon }
        return value
    }
}

extension UInt8 {
    fileprivate static let semicolon = UInt8(ascii: ";")
    fileprivate static let equals = UInt8(ascii: "=")
    fileprivate static let quote = UInt8(ascii: "\"")
    fileprivate static let backslash = UInt8(ascii: "\\")
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate static let tab = UInt8(ascii: "\t")
}
