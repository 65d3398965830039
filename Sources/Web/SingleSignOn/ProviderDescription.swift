import Domain
import Foundation
import JWTKit

/// What we read of a provider's `/.well-known/openid-configuration`.
struct ProviderDescription: Sendable {
    let authorization: String
    let token: String
    let keys: String
    let userInfo: String?
    /// The secret goes into a header, which is the standard's default; else into the form.
    let takesBasic: Bool

    init(_ document: JSONValue, issuer: String) throws(SignOnFailure) {
        func text(_ name: String) throws(SignOnFailure) -> String {
            guard let text = document[name]?.stringValue else {
                throw .wrongAnswer("its description has no \(name)")
            }
            return text
        }
        let named = try text("issuer")
        guard named == issuer else {
            throw .wrongAnswer("it calls itself \(named), not \(issuer)")
        }
        authorization = try text("authorization_endpoint")
        token = try text("token_endpoint")
        keys = try text("jwks_uri")
        userInfo = document["userinfo_endpoint"]?.stringValue
        let ways = document["token_endpoint_auth_methods_supported"]?.arrayValue
        takesBasic = ways?.contains("client_secret_basic") ?? true
    }
}

/// A provider's key set. Keys of a kind that we do not know are passed over, as the standard says.
enum ProviderKeys {
    static func read(_ document: JSONValue) async throws(SignOnFailure) -> JWTKeyCollection {
        let keys = JWTKeyCollection()
        var count = 0
        for (index, key) in (document["keys"]?.arrayValue ?? []).enumerated() {
            guard key["use"]?.stringValue ?? "sig" == "sig", var members = key.objectValue else {
                continue
            }
            // The library finds keys by name.
            if members["kid"] == nil { members["kid"] = .string("key \(index)") }
            let bytes = Data(JSONValue.object(members).bytes())
            guard let known = try? JSONDecoder().decode(JWK.self, from: bytes),
                (try? await keys.add(jwk: known)) != nil
            else { continue }
            count += 1
        }
        guard count > 0 else { throw .wrongAnswer("it has no key that we know") }
        return keys
    }
}
