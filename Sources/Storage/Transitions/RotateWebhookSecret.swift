import Domain

extension Store {
    /// A new secret; the old one signs beside it for 24 hours.
    package func rotateWebhookSecret(account: Int64, sealed: String) async throws -> Bool {
        let until = clock.wall() + .seconds(24 * 3_600)
        return try await database.write { tx in
            try tx.run(
                """
                UPDATE account SET webhook_secret_old = webhook_secret,
                    webhook_secret_old_until = \(until), webhook_secret = \(sealed)
                WHERE id = \(account) AND kind = 'customer'
                """
            ) == 1
        }
    }
}
