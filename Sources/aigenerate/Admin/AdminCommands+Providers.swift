import Domain
import Storage
import Worker

extension AdminCommands {
    /// Stores a key after it was tested, unless the operator insists.
    func addProvider(_ request: AdminRequest) async throws -> JSONValue {
        let name = try request.require("provider")
        let provider = try provider(name)
        guard provider.traits.needsKey else { throw AdminProblem("\(name) needs no key.") }
        let secret = Secret(try request.require("secret"))
        var tested = "not tested"
        if !request.flag("no-test") {
            do throws(ProviderFailure) {
                tested = try await provider.test(key: secret)
            } catch {
                throw AdminProblem(
                    "The key does not work, so it was not added: \(error.detail). "
                        + "(--no-test adds it all the same.)"
                )
            }
        }
        let sealed = try premises.vault.seal(secret, for: "provider:\(name)")
        let id = try await premises.store.addProviderKey(
            provider: name,
            label: request.text("label") ?? "key",
            sealed: sealed
        )
        try await suppliers.reloadKeys(premises)
        return ["providerKeyId": .string(String(id)), "test": .string(tested)]
    }

    func listProviders() async throws -> JSONValue {
        let stored = try await premises.store.providerKeys()
        return .array(
            suppliers.all.map { provider in
                let keys = stored.filter { $0.provider == provider.name }
                return [
                    "provider": .string(provider.name),
                    "usable": .bool(
                        !provider.traits.needsKey || suppliers.keys.hasKey(for: provider.name)
                    ),
                    "environmentKey": .bool(
                        provider.name == "openai" && premises.config.openAIKey != nil
                    ),
                    "keys": .array(
                        keys.map { key in
                            [
                                "providerKeyId": .string(String(key.id)),
                                "label": .string(key.label),
                                "created": .string(key.createdAt.iso8601),
                            ]
                        }
                    ),
                ]
            }
        )
    }

    func testProvider(_ request: AdminRequest) async throws -> JSONValue {
        let name = try request.require("provider")
        let provider = try provider(name)
        try await suppliers.reloadKeys(premises)
        let key = suppliers.keys.key(for: name)
        guard key != nil || !provider.traits.needsKey else {
            throw AdminProblem("\(name) has no key: 'admin provider add \(name) --key-file FILE'.")
        }
        do throws(ProviderFailure) {
            return ["ok": true, "test": .string(try await provider.test(key: key?.secret))]
        } catch {
            throw AdminProblem("\(name): \(error.detail)")
        }
    }

    func removeProvider(_ request: AdminRequest) async throws -> JSONValue {
        guard let id = Int64(try request.require("id")) else {
            throw AdminProblem("Give the number of the key: see 'admin provider list'.")
        }
        guard try await premises.store.removeProviderKey(id) else {
            throw AdminProblem("There is no provider key \(id).")
        }
        try await suppliers.reloadKeys(premises)
        return ["removed": .string(String(id))]
    }

    private func provider(_ name: String) throws(AdminProblem) -> any Provider {
        guard let provider = suppliers.provider(name) else {
            throw AdminProblem(
                "There is no provider '\(name)'. Known: "
                    + suppliers.all.map(\.name).joined(separator: ", ") + "."
            )
        }
        return provider
    }
}
