import Foundation

/// The checked address of a server, and how paths and result links are put on it.
struct ServerAddress: Sendable {
    /// Scheme, host, port and prefix, without a slash at the end.
    let base: String

    init(_ text: String) throws(AIGenerateError) {
        let trimmed = text.withoutSpaceAround
        // A space or a line end inside would be escaped, and lead to another address.
        let isOneWord = trimmed.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
        guard isOneWord, let parts = URLComponents(string: trimmed),
            let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let host = parts.host, !host.isEmpty, (1...65_535).contains(parts.port ?? 80),
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else { throw .invalidServer(text) }
        base = String(trimmed.reversed().drop(while: { $0 == "/" }).reversed())
    }

    /// The full address of an API path (which starts with a slash) and its query.
    func url(_ path: String, query: [(name: String, value: String)] = []) -> String {
        guard !query.isEmpty else { return base + path }
        let pairs = query.map { "\(Self.escape($0.name))=\(Self.escape($0.value))" }
        return base + path + "?" + pairs.joined(separator: "&")
    }

    /// A link from a record: absolute as it stands, or on this server when it is only a path.
    func resolve(_ link: URL) -> String {
        guard link.scheme == nil, let root = URL(string: base + "/"),
            let resolved = URL(string: link.relativeString, relativeTo: root)
        else { return link.absoluteString }
        return resolved.absoluteString
    }

    /// For a path segment or either side of a query pair: all but unreserved characters escaped.
    static func escape(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? text
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    )
}
