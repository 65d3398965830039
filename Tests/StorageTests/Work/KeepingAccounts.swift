import Domain
@testable import Storage
import TestKit
import Testing

@Suite struct `Keeping accounts and keys` {
    @Test func `an account starts with its gift, and its address is its own`() async throws {
        let test = try await TestStore()
        let order = NewAccount(
            email: "a@example.com",
            signUpGrant: MicroUSD(10_000_000),
            sealedWebhookSecret: "s"
        )
        let id = try await test.store.createAccount(order)
        await #expect(throws: AccountError.emailTaken("a@example.com")) {
            try await test.store.createAccount(order)
        }
        #expect(try await test.store.balance(account: id)?.available == MicroUSD(10_000_000))
        #expect(try await test.store.account(email: "a@example.com") == id)
        #expect(try await test.store.accounts().map(\.id) == [id])
        // A gift is no paid credit.
        #expect(try await test.store.hasPaidCredit() == false)
        try await expectCleanAudit(test)
    }

    @Test func `a key is found by its hash with all that it may do, and can be revoked`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer()
        let expiry = test.time.wall + .seconds(60)
        let id = try await test.store.createKey(
            NewKey(
                accountID: customer.accountID,
                hash: [1, 2, 3],
                name: "ci",
                hint: "sk-aig-a…z",
                isTest: true,
                scopes: [.read],
                models: ["a", "b"],
                networks: ["10.0.0.0/8"],
                expiresAt: expiry
            )
        )
        let key = try #require(try await test.store.key(hash: [1, 2, 3]))
        #expect(key.id == id)
        #expect(key.isTest)
        #expect(key.scopes == [.read])
        #expect(key.models == ["a", "b"])
        #expect(key.networks == ["10.0.0.0/8"])
        #expect(key.expiresAt == expiry)
        #expect(key.revokedAt == nil)
        #expect(try await test.store.key(hash: [1, 2]) == nil)
        #expect(try await test.store.revokeKey(id))
        #expect(try await test.store.revokeKey(id) == false)
        #expect(try await test.store.key(id: id)?.revokedAt == test.time.wall)
        #expect(try await test.store.keys(account: customer.accountID).count == 2)
        await #expect(throws: AccountError.noSuchAccount(77)) {
            try await test.store.createKey(
                NewKey(accountID: 77, hash: [9], name: "", hint: "", isTest: false)
            )
        }
    }

    @Test func `a provider's key is kept sealed and forgotten when it is removed`() async throws {
        let test = try await TestStore()
        #expect(try await test.database.setting(SettingName.providerKeyExisted) == nil)
        let id = try await test.store.addProviderKey(
            provider: "openai",
            label: "main",
            sealed: "sealed"
        )
        #expect(try await test.store.providerKeys().map(\.sealed) == ["sealed"])
        #expect(try await test.store.removeProviderKey(id))
        #expect(try await test.store.removeProviderKey(id) == false)
        #expect(try await test.store.providerKeys() == [])
        let left = try await test.database.read { rows in
            try rows.count("SELECT COUNT(*) FROM provider_key WHERE sealed <> ''")
        }
        #expect(left == 0)
        // It has existed: the Sandbox never stands in again.
        #expect(try await test.database.setting(SettingName.providerKeyExisted) == "yes")
    }

    @Test func `ids sort by time and are never made twice, also when the clock steps back`() {
        let identifiers = Identifiers()
        var last = ""
        for step in 0..<20_000 {
            let now = Timestamp(milliseconds: 1_000_000 - Int64(step / 100))
            let id = identifiers.task(at: now).text
            #expect(id > last)
            last = id
        }
        #expect(identifiers.make("evt_", at: TestClock.start).hasPrefix("evt_"))
    }

    @Test func `settings are written over`() async throws {
        let test = try await TestStore()
        try await test.database.saveSetting("a", "1")
        try await test.database.saveSetting("a", "2")
        #expect(try await test.database.setting("a") == "2")
    }
}
