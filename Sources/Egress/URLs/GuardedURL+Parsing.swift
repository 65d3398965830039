extension GuardedURL {
    /// Takes an http(s) URL apart, or says which rule of form it breaks. Refuses rather than
    /// repairs: whatever two readers could understand differently is not a URL here.
    /// `plainHTTP` only words the refusal of other schemes.
    init(parsing text: String, plainHTTP: Bool) throws(EgressRefusal) {
        guard text.utf8.count <= Self.longest else { throw .tooLong }
        guard text.utf8.allSatisfy(Self.isAllowed) else { throw .characters }
        guard let (scheme, afterScheme) = Self.scheme(of: text) else {
            throw .scheme(plainHTTP: plainHTTP)
        }
        let end = afterScheme.firstIndex { "/?#".contains($0) } ?? afterScheme.endIndex
        let (host, port) = try Self.authority(afterScheme[..<end])
        let (path, query) = try Self.target(afterScheme[end...])
        self.init(
            scheme: scheme,
            host: host,
            port: port ?? scheme.port,
            path: path,
            query: query
        )
    }

    /// RFC 3986 has no room for these, and parsers disagree most about them.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"),
            UInt8(ascii: "}"):
            false
        default: 0x21...0x7E ~= byte
        }
    }

    private static func scheme(of text: String) -> (Scheme, Substring)? {
        guard let colon = text.firstIndex(of: ":"),
            let scheme = Scheme(rawValue: text[..<colon].lowercased()),
            text[colon...].hasPrefix("://")
        else { return nil }
        return (scheme, text[colon...].dropFirst(3))
    }

    private static func authority(
        _ text: Substring
    ) throws(EgressRefusal) -> (Host, port: Int?) {
        guard !text.contains("@") else { throw .credentials }
        guard !text.contains("%"), !text.isEmpty else { throw .host }
        let hostEnd: Substring.Index
        if text.first == "[" {
            guard let bracket = text.firstIndex(of: "]") else { throw .addressForm }
            hostEnd = text.index(after: bracket)
            guard hostEnd == text.endIndex || text[hostEnd] == ":" else { throw .addressForm }
        } else {
            hostEnd = text.firstIndex(of: ":") ?? text.endIndex
        }
        let host = try Host(parsing: text[..<hostEnd])
        let rest = text[hostEnd...]
        return (host, rest.isEmpty ? nil : try port(rest))
    }

    /// `text` is `:` and one to five digits, 1…65535, without leading zeros.
    private static func port(_ text: Substring) throws(EgressRefusal) -> Int {
        let digits = text.dropFirst()
        guard text.first == ":", let port = Int(digits), String(port) == digits,
            1...65_535 ~= port
        else {
            throw EgressRefusal(
                rule: .port,
                message: "The URL's port must be a number from 1 to 65535."
            )
        }
        return port
    }

    private static func target(
        _ text: Substring
    ) throws(EgressRefusal) -> (path: String, query: String) {
        let sent = text.prefix { $0 != "#" }
        try checkPercents(sent)
        let queryStart = sent.firstIndex(of: "?") ?? sent.endIndex
        let path = sent[..<queryStart]
        guard !path.contains(where: { "[]".contains($0) }) else { throw .characters }
        // Only in the query: `?tag[]=1` is common, and every server reads both spellings alike.
        let query = sent[queryStart...].split(separator: "[", omittingEmptySubsequences: false)
            .joined(separator: "%5B")
            .split(separator: "]", omittingEmptySubsequences: false).joined(separator: "%5D")
        return (path.isEmpty ? "/" : String(path), query)
    }

    private static func checkPercents(_ text: Substring) throws(EgressRefusal) {
        var rest = text.utf8[...]
        while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
            rest = rest[percent...].dropFirst()
            guard rest.count >= 2, rest.prefix(2).allSatisfy(\.isHexDigit) else { throw .percent }
            rest = rest.dropFirst(2)
        }
    }
}
