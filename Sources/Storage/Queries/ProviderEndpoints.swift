/// A further address of a provider's API, as the operator added it.
package struct ProviderEndpoint: Hashable, Sendable {
    package let name: String
    package let baseURL: String
}

extension Store {
    /// In the order of their names.
    package func providerEndpoints() async throws -> [ProviderEndpoint] {
        let prefix = SettingName.endpointPrefix
        return try await database.read { rows in
            try rows.all(
                """
                SELECT name, value FROM setting
                WHERE substr(name, 1, \(Int64(prefix.count))) = \(prefix) ORDER BY name
                """
            ) { row in
                ProviderEndpoint(
                    name: String(try row.text(0).dropFirst(prefix.count)),
                    baseURL: try row.text(1)
                )
            }
        }
    }
}
