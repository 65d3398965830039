package import Domain

/// A provider's key as its refusals are kept: by its place and a hash, so that what is said of one key
/// is never said of another that took its place.
package struct KeyPlace: Hashable, Sendable {
    package let provider: String
    /// nil: from the environment.
    package let id: Int64?
    private let hash: String

    package init(provider: String, id: Int64?, secret: Secret) {
        self.provider = provider
        self.id = id
        let text = "key refusal\n\(provider)\n\(secret.reveal())"
        hash = String(SHA256Text.hex(of: text.utf8).prefix(16))
    }

    fileprivate var settingName: String {
        SettingName.keyRefusalPrefix + "\(provider):\(id.map(String.init) ?? "env"):\(hash)"
    }
}

extension Store {
    /// Keeps what a provider says against a key; nothing: it takes it again.
    package func saveKeyRefusals(_ refusals: [KeyRefusal], of key: KeyPlace) async throws {
        let name = key.settingName
        let json = JSONValue.array(refusals.map(\.json)).text()
        try await database.write { tx in
            if refusals.isEmpty {
                try tx.run("DELETE FROM setting WHERE name = \(name)")
            } else {
                try tx.saveSetting(name, json)
            }
        }
    }

    package func keyRefusals(of key: KeyPlace) async throws -> [KeyRefusal] {
        let text = try await database.setting(key.settingName) ?? "[]"
        let list = try JSONValue.parse(Array(text.utf8)).arrayValue ?? []
        return list.compactMap(KeyRefusal.init(json:))
    }
}
