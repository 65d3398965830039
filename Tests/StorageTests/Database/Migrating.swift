import Domain
@testable import Storage
import TestKit
import Testing

@Suite struct Migrating {
    @Test func `a second run changes nothing`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let before = try await schema(test)
        try await test.restart()
        #expect(try await schema(test) == before)
        #expect(try await test.balance(of: customer).available == .picture)
    }

    @Test func `data of a newer version is refused`() async throws {
        let test = try await TestStore()
        try test.tamper("INSERT INTO schema_migration VALUES (99, '0099_Later', 'x')")
        let refusal = await #expect(throws: DatabaseError.self) { try await test.restart() }
        #expect("\(refusal.map { "\($0)" } ?? "")".contains("newer version (schema 99"))
    }

    @Test func `a migration that is not the one that was applied is refused`() async throws {
        let test = try await TestStore()
        try test.tamper("UPDATE schema_migration SET sha256 = 'x' WHERE number = 1")
        let refusal = await #expect(throws: DatabaseError.self) { try await test.restart() }
        #expect("\(refusal.map { "\($0)" } ?? "")".contains("0001_Foundation is not the one"))
    }

    @Test func `migrations are numbered from 1 without gaps`() {
        #expect(Migrator.all.map(\.number) == Array(1...Int64(Migrator.all.count)))
    }

    /// A released migration never changes: a new hash here needs a new migration instead.
    @Test func `each migration is the one that was released`() {
        let hashes = Migrator.all.map { "\($0.name) \(SHA256Text.hex(of: $0.script.utf8))" }
        #expect(
            hashes == [
                "0001_Foundation aa77588c2da3d574ed5acd98d6ff3072bbf6c3cc4acba9ba07bc591ece88d542",
                "0002_OpenAIImages 8e0ecdd77674b61158027630f750feb162efd37c1752485e84af70f837a1475d",
                "0003_Uploads 209f8e2d8d5ec22c7690b7f76b44a9800f5b9149d98a7e0f7a03c54f115e467e",
                "0004_Receipts 8ee29549ddbc0a1b34c0858ded596723742f11cdc1f2f4ac644eccb92ce73993",
                "0005_Uptime 9eb0379b76ed218bf9c07b52fe0e8d68a1309212f093608b0fd6cc1fc83a9247",
                "0006_People 156812c10ead010c9a4c7f6ac4610dc30dc92ac9e2ef61457ac9fd8d08988fe7",
                "0007_Playground 86cb46d5e2c7e97a6bc5a3f67cbb972ca4d27c370df374c832c2ed476dd0df21",
                "0008_Admin 405984d3dd02dbf951aa788bd965171d1d776d5db6d3d6cffb7fa4341d1204b6",
                "0009_KeysAndEndpoints c39ca89df6f4251d86b67df2f9f4a9191806bb1edd02b7e6cff3af96a1fdcc1d",
                "0010_TopUps 83bd9c0a5495e226b9a5aba2eb798a597089567646bf73d44e2a4765784f4a19",
                "0011_Identities 78f270aece273e009559f9e2d1f002051d6a72663decbffc6db7fdf3b6b414dd",
                "0012_PriceChanges d769d59298ae9fe913ee4ae75a301dbb89652b52f7d58afd52a071d60add0f7d",
                "0013_UploadsOfAccounts bb730f789ee40108bab9a9fa1a6a9770506d6aa8468ffcd12b86847a4dc0b4e9",
                "0014_AlertsTold f945554fbd5a259118cdb219dca03cb29be5896fa7af1f6133900578dda230e7",
                "0015_SmallPictures 5901b4a7ed0068372070e83c35400027275b16d90101d61deb7585cff42f86af",
                "0016_JobLoad d61cfb8ed9f20c60d7304bacfa9b4faa4f86af2527efee83c0bb63f31b6b09b5",
                "0017_KnownNetworks 019ae312bfd94dedb741ae525860e0b924d5fc84683ef7229b303962372a5a3f",
                "0018_SpendingBySource 96d248479f427f826f48e5bf3f7e802c3e9c52a484f3d46c647858bacd761601",
            ]
        )
    }

    @Test func `each start has a number of its own`() async throws {
        let test = try await TestStore()
        let first = test.store.node
        try await test.restart()
        #expect(test.store.node == first + 1)
    }

    private func schema(_ test: TestStore) async throws -> [String] {
        try await test.database.read { rows in
            try rows.all(
                """
                SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL
                UNION ALL SELECT sha256 FROM schema_migration
                """
            ) { try $0.text(0) }
        }
    }
}
