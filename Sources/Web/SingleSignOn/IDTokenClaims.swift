import Domain
import Foundation
import JWTKit

/// What an ID token says. Its signature is the library's to check, the rest is checked here.
struct IDTokenClaims: JWTPayload {
    private let issuer: String
    let subject: String
    private let audience: [String]
    private let authorizedParty: String?
    private let expires: Double
    private let issued: Double?
    private let notBefore: Double?
    private let nonce: String?
    private(set) var email: String?
    private(set) var isEmailVerified: Bool

    private enum CodingKeys: String, CodingKey {
        case issuer = "iss"
        case subject = "sub"
        case audience = "aud"
        case authorizedParty = "azp"
        case expires = "exp"
        case issued = "iat"
        case notBefore = "nbf"
        case nonce, email
        case isEmailVerified = "email_verified"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        issuer = try values.decode(String.self, forKey: .issuer)
        subject = try values.decode(String.self, forKey: .subject)
        if let one = try? values.decode(String.self, forKey: .audience) {
            audience = [one]
        } else {
            audience = try values.decode([String].self, forKey: .audience)
        }
        authorizedParty = try values.decodeIfPresent(String.self, forKey: .authorizedParty)
        expires = try values.decode(Double.self, forKey: .expires)
        issued = try values.decodeIfPresent(Double.self, forKey: .issued)
        notBefore = try values.decodeIfPresent(Double.self, forKey: .notBefore)
        nonce = try values.decodeIfPresent(String.self, forKey: .nonce)
        email = try values.decodeIfPresent(String.self, forKey: .email)
        // Some write it as text.
        let flag = try? values.decode(Bool.self, forKey: .isEmailVerified)
        let text = try? values.decode(String.self, forKey: .isEmailVerified)
        isEmailVerified = flag ?? (text == "true")
    }

    func verify(using algorithm: some JWTAlgorithm) async throws {}

    /// Clocks may differ by so many seconds.
    private static let leeway = 60.0

    /// OpenID Connect Core 1.0, 3.1.3.7.
    func check(
        _ account: IdentityProviderAccount,
        nonce: String,
        at now: Timestamp
    ) throws(SignOnFailure) {
        let seconds = Double(now.milliseconds) / 1_000
        let findings: [(isRight: Bool, what: String)] = [
            (issuer == account.issuer, "issuer"),
            (audience.contains(account.clientID), "audience"),
            (
                audience.count == 1 || authorizedParty == account.clientID,
                "authorized party"
            ),
            (authorizedParty == nil || authorizedParty == account.clientID, "authorized party"),
            (expires > seconds - Self.leeway, "time of expiry"),
            (issued.map { $0 < seconds + Self.leeway } ?? true, "time of issue"),
            (notBefore.map { $0 < seconds + Self.leeway } ?? true, "time of beginning"),
            (self.nonce == nonce, "nonce"),
            (!subject.isEmpty && subject.utf8.count <= 255, "subject"),
        ]
        if let wrong = findings.first(where: { !$0.isRight }) {
            throw .wrongAnswer("the ID token's \(wrong.what) is wrong")
        }
    }

    /// What the provider says besides, of the same person.
    mutating func add(_ userInfo: JSONValue) throws(SignOnFailure) {
        guard userInfo["sub"]?.stringValue == subject else {
            throw .wrongAnswer("its user information is about another person")
        }
        email = userInfo["email"]?.stringValue
        let flag = userInfo["email_verified"]
        isEmailVerified = flag == true || flag == "true"
    }
}
