import Domain

extension Store {
    /// A suspended account's keys and log-in are refused at once; what runs goes on, and its money
    /// stays. False: there is no such account.
    package func setActive(account: Int64, _ isActive: Bool) async throws -> Bool {
        try await database.write { tx in
            let changed = try tx.run(
                """
                UPDATE account SET is_active = \(isActive)
                WHERE id = \(account) AND kind = 'customer'
                """
            )
            if !isActive {
                try tx.run("DELETE FROM session WHERE account_id = \(account)")
                try tx.forgetNetworks(of: account)
            }
            return changed == 1
        }
    }

    /// Ends all sessions of an account and says how many there were.
    package func endSessions(account: Int64) async throws -> Int {
        try await database.write { tx in
            try tx.forgetNetworks(of: account)
            return try tx.run("DELETE FROM session WHERE account_id = \(account)")
        }
    }
}
