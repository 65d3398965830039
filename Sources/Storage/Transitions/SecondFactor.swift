import Domain

extension Store {
    /// A secret that counts once a code of it was typed.
    package func prepareSecondFactor(account: Int64, sealed: String) async throws {
        try await database.write { tx in
            try tx.run(
                """
                UPDATE login SET totp = \(sealed), totp_step = 0
                WHERE account_id = \(account) AND totp_since IS NULL
                """
            )
        }
    }

    /// From now on a code is asked for; these codes help whoever loses the app. Each is used once.
    package func startSecondFactor(
        account: Int64,
        step: Int64,
        recoveryHashes: [[UInt8]]
    ) async throws {
        let now = clock.wall()
        try await database.write { tx in
            try tx.run(
                """
                UPDATE login SET totp_since = \(now), totp_step = \(step)
                WHERE account_id = \(account) AND totp IS NOT NULL
                """
            )
            try tx.run("DELETE FROM recovery_code WHERE account_id = \(account)")
            for hash in recoveryHashes {
                try tx.run(
                    "INSERT INTO recovery_code (account_id, hash) VALUES (\(account), \(hash))"
                )
            }
        }
    }

    package func endSecondFactor(account: Int64) async throws {
        try await database.write { tx in
            try tx.run(
                """
                UPDATE login SET totp = NULL, totp_since = NULL, totp_step = 0
                WHERE account_id = \(account)
                """
            )
            try tx.run("DELETE FROM recovery_code WHERE account_id = \(account)")
        }
    }

    /// Marks a step as used. False: it, or a later one, was used before.
    package func useSecondFactor(account: Int64, step: Int64) async throws -> Bool {
        try await database.write { tx in
            try tx.run(
                """
                UPDATE login SET totp_step = \(step)
                WHERE account_id = \(account) AND totp_step < \(step)
                """
            ) == 1
        }
    }

    /// False: there is no such code any more.
    package func useRecoveryCode(hash: [UInt8], account: Int64) async throws -> Bool {
        try await database.write { tx in
            try tx.run(
                "DELETE FROM recovery_code WHERE account_id = \(account) AND hash = \(hash)"
            ) == 1
        }
    }

    package func recoveryCodesLeft(account: Int64) async throws -> Int64 {
        try await database.read { rows in
            try rows.count("SELECT COUNT(*) FROM recovery_code WHERE account_id = \(account)")
        }
    }
}
