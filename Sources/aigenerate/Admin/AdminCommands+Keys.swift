import Domain
import Egress
import Storage
import Web

extension AdminCommands {
    func createKey(_ request: AdminRequest) async throws -> JSONValue {
        let account = try await account(request)
        let names = request.list("scopes")
        let scopes = names.compactMap(Scope.init(rawValue:))
        guard scopes.count == names.count else {
            throw AdminProblem("--scopes takes generate, read and manage, separated by commas.")
        }
        for network in request.list("allow-ip") where AddressRange(network) == nil {
            throw AdminProblem(
                "--allow-ip must be a network such as 203.0.113.0/24, not '\(network)'."
            )
        }
        let models = try request.list("allow-model").map { name in
            guard let variant = premises.catalog.variant(name) else {
                throw AdminProblem("There is no model '\(name)': see 'catalog list'.")
            }
            return variant.slug
        }
        let key = try await IssueKey(store: premises.store, vault: premises.vault)(
            account: account,
            name: request.text("name") ?? "key",
            isTest: request.flag("test"),
            scopes: scopes.isEmpty ? Set(Scope.allCases) : Set(scopes),
            models: models,
            networks: request.list("allow-ip"),
            expiresAt: try expiry(request)
        )
        return ["keyId": .string(String(key.id)), "apiKey": .string(key.text)]
    }

    func listKeys(_ request: AdminRequest) async throws -> JSONValue {
        let keys = try await premises.store.keys(account: try await account(request))
        return .array(
            keys.map { key in
                [
                    "keyId": .string(String(key.id)), "name": .string(key.name),
                    "hint": .string(key.hint), "test": .bool(key.isTest),
                    "scopes": .array(key.scopes.map(\.rawValue).sorted().map(JSONValue.string)),
                    "models": .array(key.models.sorted().map(JSONValue.string)),
                    "networks": .array(key.networks.map(JSONValue.string)),
                    "expires": .text(key.expiresAt?.iso8601),
                    "revoked": .text(key.revokedAt?.iso8601),
                ]
            }
        )
    }

    func revokeKey(_ request: AdminRequest) async throws -> JSONValue {
        let id = try key(request)
        guard try await premises.store.revokeKey(id) else {
            throw AdminProblem("There is no key \(id), or it was revoked before.")
        }
        // On this node at once.
        house?.keys.clear()
        return ["revoked": .string(String(id))]
    }

    func rotateReceiptKey() async throws -> JSONValue {
        let keys = try await premises.store.rotateReceiptKey(premises.vault)
        return ["keyId": .string(keys.new), "retired": .string(keys.retired)]
    }
}
