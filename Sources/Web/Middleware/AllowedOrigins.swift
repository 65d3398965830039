/// Which web apps of other origins may call the API from a browser: the setting `cors-origins`.
package enum AllowedOrigins: Hashable, Sendable {
    case everyone
    case these([String])
    case nobody

    private static let most = 100
    private static let longest = 255

    /// nil: this is neither `*` nor `off` nor a list of origins.
    package init?(_ text: String) {
        switch text {
        case "*": self = .everyone
        case "off": self = .nobody
        default:
            var origins: [String] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                guard let origin = Self.origin(part), origins.count < Self.most else { return nil }
                origins.append(origin)
            }
            self = .these(origins)
        }
    }

    func contains(_ origin: String) -> Bool {
        switch self {
        case .everyone: true
        case .nobody: false
        case .these(let origins):
            origins.contains { $0.utf8.elementsEqual(origin.utf8) }
        }
    }

    /// As browsers write it: in lower case, without the scheme's own port, and nothing behind that.
    /// Apps that are no web sites have schemes of their own (`capacitor://localhost`).
    private static func origin(_ text: Substring) -> String? {
        var text = text.lowercased()[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        guard text.utf8.count <= longest,
            let match = text.wholeMatch(
                of: /([a-z][a-z0-9+.\-]*):\/\/([a-z0-9._\-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?\/?/
            )
        else { return nil }
        let (scheme, host, port) = (match.1, match.2, match.3 ?? "")
        let isUsual = scheme == "https" && port == ":443" || scheme == "http" && port == ":80"
        return "\(scheme)://\(host)\(isUsual ? "" : port)"
    }
}
