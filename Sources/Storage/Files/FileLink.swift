package import Crypto
package import Domain
import Foundation

/// Signed, expiring addresses of outputs: `/files/outputs/…?expires=<s>&signature=<base64url>`. The
/// link of an output is the same whenever it is asked for.
package struct FileLink: Sendable {
    private let key: SymmetricKey
    /// The base of our links, without a slash at the end; known once the server listens.
    package let publicURL: @Sendable () -> String

    package init(key: SymmetricKey, publicURL: @escaping @Sendable () -> String) {
        self.key = key
        self.publicURL = publicURL
    }

    package func url(path: String, expiresAt: Timestamp) -> String {
        let seconds = expiresAt.seconds
        return
            "\(publicURL())/files/\(path)?expires=\(seconds)&signature=\(signature(path, seconds))"
    }

    /// True when the link was made by us and has not expired.
    package func isValid(path: String, expires: String?, signature: String?, now: Timestamp) -> Bool
    {
        guard let expires = expires.flatMap(Int64.init), let signature, expires > now.seconds,
            let given = Base64URL.bytes(signature)
        else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            given,
            authenticating: message(path, expires),
            using: key
        )
    }

    /// The file's path, when a URL is a valid link of ours.
    package func ownPath(of url: String, now: Timestamp) -> String? {
        let base = publicURL() + "/files/"
        guard url.hasPrefix(base), let mark = url.firstIndex(of: "?") else { return nil }
        let path = String(url[..<mark].dropFirst(base.count))
        var query: [Substring: Substring] = [:]
        for pair in url[url.index(after: mark)...].split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { query[parts[0]] = parts[1] }
        }
        let isValid = isValid(
            path: path,
            expires: query["expires"].map(String.init),
            signature: query["signature"].map(String.init),
            now: now
        )
        return isValid ? path : nil
    }

    private func signature(_ path: String, _ seconds: Int64) -> String {
        Base64URL.text(HMAC<SHA256>.authenticationCode(for: message(path, seconds), using: key))
    }

    private func message(_ path: String, _ seconds: Int64) -> Data {
        Data("\(path)\n\(seconds)".utf8)
    }
}
