import Crypto
import Domain

/// One step of the schema. Released steps never change.
struct Migration {
    let number: Int64
    let name: String
    let script: String
}

/// Brings a database to the newest schema, one transaction a step.
struct Migrator {
    let connection: SQLiteConnection

    /// In order, without gaps: a new file gets one line here.
    static let all: [Migration] = [
        m0001Foundation, m0002OpenAIImages, m0003Uploads, m0004Receipts,
        m0005Uptime, m0006People, m0007Playground,
        m0008Admin, m0009KeysAndEndpoints, m0010TopUps, m0011Identities,
        m0012PriceChanges, m0013UploadsOfAccounts, m0014AlertsTold,
        m0015SmallPictures, m0016JobLoad, m0017KnownNetworks,
        m0018SpendingBySource,
    ]

    func run() throws {
        try connection.execute(
            script: """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    number BIGINT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL)
                """
        )
        let rows = Rows(engine: .sqlite(connection))
        let applied = try rows.all(
            "SELECT number, sha256 FROM schema_migration ORDER BY number"
        ) { (try $0.int(0), try $0.text(1)) }
        if let newest = applied.last?.0, newest > Int64(Self.all.count) {
            throw DatabaseError.unusable(
                "the data was written by a newer version (schema \(newest), this one knows "
                    + "\(Self.all.count)): use that version or restore a backup"
            )
        }
        for (number, sha256) in applied {
            let known = Self.all[Int(number) - 1]
            guard SHA256Text.hex(of: known.script.utf8) == sha256 else {
                throw DatabaseError.unusable(
                    "migration \(known.name) is not the one that was applied"
                )
            }
        }
        for migration in Self.all.dropFirst(applied.count) { try apply(migration) }
    }

    private func apply(_ migration: Migration) throws {
        try connection.execute(script: "BEGIN IMMEDIATE")
        do {
            try connection.execute(script: migration.script)
            let sha256 = SHA256Text.hex(of: migration.script.utf8)
            _ = try connection.change(
                """
                INSERT INTO schema_migration (number, name, sha256)
                VALUES (\(migration.number), \(migration.name), \(sha256))
                """
            )
            try connection.execute(script: "COMMIT")
        } catch {
            try? connection.execute(script: "ROLLBACK")
            throw error
        }
    }
}
