import Crypto
import Domain
import Foundation
import Storage

/// What is kept, sealed, in a browser's cookie while its owner is at the identity provider: only the
/// browser that left may come back.
struct SignOnTicket: Sendable {
    let state: String
    let nonce: String
    let verifier: String
    /// Where to go afterwards.
    let back: String
    private let until: Int64

    static let length = Duration.seconds(600)
    private static let purpose = "single sign-on"

    init(back: String, at now: Timestamp) {
        state = NewSecrets.token()
        nonce = NewSecrets.token()
        verifier = NewSecrets.token()
        self.back = back
        until = (now + Self.length).milliseconds
    }

    /// nil: it is no such ticket, or too old.
    init?(sealed: String, _ vault: Vault, at now: Timestamp) {
        guard let text = try? vault.open(sealed, for: Self.purpose).reveal() else { return nil }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, let until = Int64(parts[4]), until > now.milliseconds else {
            return nil
        }
        (state, nonce, verifier, back) = (parts[0], parts[1], parts[2], parts[3])
        self.until = until
    }

    func sealed(_ vault: Vault) throws -> String {
        let text = [state, nonce, verifier, back, String(until)].joined(separator: " ")
        return try vault.seal(Secret(text), for: Self.purpose)
    }

    /// RFC 7636: S256.
    var challenge: String {
        Base64URL.text(Array(SHA256.hash(data: Data(verifier.utf8))))
    }
}
