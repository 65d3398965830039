extension Tx {
    package borrowing func saveSetting(_ name: String, _ value: String) throws {
        try run(
            """
            INSERT INTO setting (name, value) VALUES (\(name), \(value))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """
        )
    }
}

extension Rows {
    package borrowing func setting(_ name: String) throws -> String? {
        try first("SELECT value FROM setting WHERE name = \(name)") { try $0.text(0) }
    }
}

extension TransactionalStore {
    package func setting(_ name: String) async throws -> String? {
        try await read { rows in try rows.setting(name) }
    }

    package func saveSetting(_ name: String, _ value: String) async throws {
        try await write { tx in try tx.saveSetting(name, value) }
    }

    /// Counts a start of the process and returns its number.
    package func beginStart() async throws -> Int64 {
        try await write { tx in
            let number = (try tx.rows.setting(SettingName.starts).flatMap { Int64($0) } ?? 0) + 1
            try tx.saveSetting(SettingName.starts, String(number))
            return number
        }
    }
}
