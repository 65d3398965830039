import Crypto
import Domain
@testable import Storage
import TestKit
import Testing

@Suite struct `Locking secrets away` {
    private let master = SymmetricKey(size: .bits256)

    @Test func `the same master key opens the same vault again`() async throws {
        let test = try await TestStore()
        let first = try await Vault.open(master: master, in: test.database)
        let sealed = try first.seal(Secret("sk-openai"), for: "provider:openai")
        #expect(!sealed.contains("sk-openai"))
        try await test.restart()
        let second = try await Vault.open(master: master, in: test.database)
        #expect(second.pepper == first.pepper)
        #expect(second.hash(apiKey: "sk-aig-1") == first.hash(apiKey: "sk-aig-1"))
        #expect(second.hash(apiKey: "sk-aig-1") != first.hash(apiKey: "sk-aig-2"))
        #expect(try second.open(sealed, for: "provider:openai").reveal() == "sk-openai")
    }

    @Test func `another master key is told so, and makes no new keys`() async throws {
        let test = try await TestStore()
        let vault = try await Vault.open(master: master, in: test.database)
        await #expect(throws: VaultError.wrongMasterKey) {
            try await Vault.open(master: SymmetricKey(size: .bits256), in: test.database)
        }
        let again = try await Vault.open(master: master, in: test.database)
        #expect(again.pepper == vault.pepper)
    }

    @Test func `a new master key takes the old one's place, for the same keys`() async throws {
        let test = try await TestStore()
        let vault = try await Vault.open(master: master, in: test.database)
        let sealed = try vault.seal(Secret("whsec"), for: "webhook")
        let next = SymmetricKey(size: .bits256)
        try await vault.rewrap(under: next, in: test.database)
        await #expect(throws: VaultError.wrongMasterKey) {
            try await Vault.open(master: master, in: test.database)
        }
        let again = try await Vault.open(master: next, in: test.database)
        #expect(again.pepper == vault.pepper && again.links == vault.links)
        #expect(again.receipts == vault.receipts)
        #expect(try again.open(sealed, for: "webhook").reveal() == "whsec")
    }

    @Test func `a key that is missing is named`() async throws {
        let test = try await TestStore()
        _ = try await Vault.open(master: master, in: test.database)
        try test.tamper("DELETE FROM setting WHERE name = 'key.links'")
        await #expect(throws: VaultError.incomplete("links")) {
            try await Vault.open(master: master, in: test.database)
        }
    }

    @Test func `a sealed value opens for its own purpose only, and unchanged only`() async throws {
        let test = try await TestStore()
        let vault = try await Vault.open(master: master, in: test.database)
        let sealed = try vault.seal(Secret("whsec"), for: "webhook")
        #expect(throws: (any Error).self) { try vault.open(sealed, for: "provider:openai") }
        #expect(throws: (any Error).self) { try vault.open("", for: "webhook") }
        #expect(throws: (any Error).self) { try vault.open("bm90IHNlYWxlZA==", for: "webhook") }
        var characters = Array(sealed)
        characters[20] = characters[20] == "A" ? "B" : "A"
        #expect(throws: (any Error).self) { try vault.open(String(characters), for: "webhook") }
        // Keys of the vault cannot be swapped either.
        try test.tamper(
            """
            UPDATE setting SET value = (SELECT value FROM setting WHERE name = 'key.data')
            WHERE name = 'key.pepper'
            """
        )
        await #expect(throws: VaultError.wrongMasterKey) {
            try await Vault.open(master: master, in: test.database)
        }
    }

    @Test func `the same secret never looks the same twice`() async throws {
        let test = try await TestStore()
        let vault = try await Vault.open(master: master, in: test.database)
        let secret = Secret("whsec")
        #expect(try vault.seal(secret, for: "webhook") != vault.seal(secret, for: "webhook"))
    }

    @Test func `nothing secret stands in a description`() async throws {
        let test = try await TestStore()
        let vault = try await Vault.open(master: master, in: test.database)
        let secret = Secret("canary-value")
        var dumped = "\(secret) \(String(reflecting: secret)) \([secret]) \(vault) "
        dump(secret, to: &dumped)
        dump(vault, to: &dumped)
        #expect(!dumped.contains("canary-value"))
        for key in [vault.pepper, vault.links, vault.receipts, vault.data] {
            let bytes = key.withUnsafeBytes { Array($0) }
            let list = bytes.prefix(4).map(String.init)
            #expect(!dumped.contains(list.joined(separator: ", ")))
            #expect(!dumped.contains(list.map { "- \($0)" }.joined(separator: "\n")))
        }
    }
}
