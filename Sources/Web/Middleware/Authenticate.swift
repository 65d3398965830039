import Domain
import Egress
import HTTPTypes
import Hummingbird
import Storage

extension House {
    /// The caller behind a request, allowed to do what `scope` says. Nothing else makes a `Caller`.
    func caller(
        _ request: Request,
        _ context: APIContext,
        scope: Scope
    ) async throws -> Caller {
        let key = try await find(try keyText(request))
        try check(key, request, context, scope)
        if scope != .generate { try polls.admit(key.id) }
        return Caller(key: key)
    }

    func keyText(_ request: Request) throws(APIError) -> String {
        let azure = HeaderName.apiKey.flatMap { request.headers[$0] }
        guard let header = request.headers[.authorization] ?? azure else {
            throw .unauthorized("The header 'Authorization: Bearer sk-aig-…' is missing.")
        }
        let bytes = header.utf8
        let scheme = bytes.prefix { $0 != UInt8(ascii: " ") }
        let rest = bytes[scheme.endIndex...].drop { $0 == UInt8(ascii: " ") }
        guard scheme.count == 6, String(scheme)?.lowercased() == "bearer", !rest.isEmpty else {
            // Whoever logs in to a proxy before us needs that header for it.
            if let azure { return azure }
            throw .unauthorized("The header must read 'Authorization: Bearer sk-aig-…'.")
        }
        return String(Substring(rest))
    }

    private func find(_ text: String) async throws -> APIKey {
        if let key = keys.key(text) { return key }
        guard APIKeyText.isWellFormed(text) else {
            throw APIError.unauthorized(
                "This is not an API key: it is mistyped or cut. Keys start with sk-aig-."
            )
        }
        guard let key = try await store.key(hash: vault.hash(apiKey: text)) else {
            throw APIError.unauthorized("This API key is unknown.")
        }
        keys.keep(key, for: text)
        return key
    }

    private func check(
        _ key: APIKey,
        _ request: Request,
        _ context: APIContext,
        _ scope: Scope
    ) throws(APIError) {
        guard key.revokedAt == nil else {
            throw .unauthorized("This API key (\(key.hint)) was revoked.")
        }
        if let expiresAt = key.expiresAt, expiresAt <= store.clock.wall() {
            throw .unauthorized("This API key (\(key.hint)) expired at \(expiresAt.iso8601).")
        }
        guard key.isAccountActive else {
            throw .forbidden("This account is suspended. Ask the operator.")
        }
        guard key.scopes.contains(scope) else {
            throw .forbidden(
                "This API key may not do this: it lacks the scope '\(scope.rawValue)'."
            )
        }
        if !key.networks.isEmpty {
            let address = clientAddress(request, context)
            let ranges = key.networks.compactMap(AddressRange.init)
            guard let address, ranges.contains(where: { $0.contains(address) }) else {
                throw .forbidden("This API key may not be used from this address.")
            }
        }
    }
}
