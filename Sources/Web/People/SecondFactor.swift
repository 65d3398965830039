import Domain
import Storage

/// The second step of signing in: a code of an app, or one of the codes kept for its loss.
struct SecondFactor: Sendable {
    let house: House

    private static let purpose = "totp"
    private static let recoveryCodes = 10

    /// A new secret, which counts once a code of it was typed.
    func prepare(_ account: Int64) async throws -> TOTP {
        let totp = TOTP(secret: NewSecrets.bytes(TOTP.secretBytes))
        let sealed = try house.vault.seal(Secret(totp.text), for: Self.purpose)
        try await house.store.prepareSecondFactor(account: account, sealed: sealed)
        return totp
    }

    func totp(of login: Login) throws -> TOTP? {
        try login.sealedTOTP.flatMap {
            TOTP(text: try house.vault.open($0, for: Self.purpose).reveal())
        }
    }

    /// Starts it with its first code and gives the recovery codes, to be shown once. nil: wrong code.
    func start(_ login: Login, code: String) async throws -> [String]? {
        let now = house.store.clock.wall()
        guard let step = try totp(of: login)?.step(of: code, at: now, after: login.totpStep) else {
            return nil
        }
        let codes = (0..<Self.recoveryCodes).compactMap { _ in
            GiftCode(random: NewSecrets.bytes(12))?.text.dropFirst(4)
        }
        let texts = codes.map(String.init)
        try await house.store.startSecondFactor(
            account: login.accountID,
            step: step,
            recoveryHashes: texts.map {
                house.vault.hash(recoveryCode: $0, of: login.accountID)
            }
        )
        return texts
    }

    /// Takes a code once: of the app, or one of those for its loss.
    func accept(_ typed: String, of login: Login) async throws -> Bool {
        let now = house.store.clock.wall()
        if let step = try totp(of: login)?.step(of: typed, at: now, after: login.totpStep) {
            return try await house.store.useSecondFactor(account: login.accountID, step: step)
        }
        guard let code = GiftCode(typed: typed)?.text.dropFirst(4) else { return false }
        let account = login.accountID
        let hash = house.vault.hash(recoveryCode: String(code), of: account)
        return try await house.store.useRecoveryCode(hash: hash, account: account)
    }

    /// Proves to the second page that the first was passed: for five minutes, and only while the
    /// account has the password and the second step that it had then.
    func ticket(_ login: Login) throws -> String {
        let until = house.store.clock.wall() + .seconds(300)
        let text = "\(login.accountID) \(until.milliseconds) \(mark(of: login))"
        return try house.vault.seal(Secret(text), for: "second step")
    }

    /// nil: it is no ticket, too old, or was made under another password.
    func login(_ ticket: String) async throws -> Login? {
        guard let text = try? house.vault.open(ticket, for: "second step").reveal() else {
            return nil
        }
        let parts = text.split(separator: " ")
        guard parts.count == 3, let account = Int64(parts[0]), let until = Int64(parts[1]),
            until > house.store.clock.wall().milliseconds,
            let login = try await house.store.login(account: account), login.isActive,
            mark(of: login) == parts[2]
        else { return nil }
        return login
    }

    private func mark(of login: Login) -> String {
        let text = [login.password.text, login.sealedTOTP ?? "none"]
        return SHA256Text.hex(of: text.joined(separator: "\n").utf8)
    }
}
