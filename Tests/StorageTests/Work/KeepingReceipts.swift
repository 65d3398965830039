import Crypto
import Domain
@testable import Storage
import TestKit
import Testing

@Suite struct KeepingReceipts {
    private let master = SymmetricKey(size: .bits256)

    /// The store of a start with a vault: its receipt keys are the stored ones.
    private func store(_ test: TestStore) async throws -> (store: Store, vault: Vault) {
        let vault = try await Vault.open(master: master, in: test.database)
        let now = test.store
        let signer = try await ReceiptSigner.open(vault, in: test.database, at: test.time.wall)
        let store = Store(
            database: now.database,
            clock: now.clock,
            identifiers: now.identifiers,
            wakeUps: now.wakeUps,
            signer: signer,
            node: now.node
        )
        return (store, vault)
    }

    @Test func `however a task ends, its receipt is signed in the same transaction`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 9)
        let sold = try await test.accept(test.order(customer))
        try await test.succeed(sold)
        let failed = try await test.accept(test.order(customer))
        try await test.fail(failed)
        let cancelled = try await test.accept(test.order(customer))
        #expect(try await test.store.cancel(cancelled) == .cancelled)
        let expired = try await test.accept(test.order(customer))
        #expect(try await test.task(expired).receipt == nil)
        #expect(try await test.store.expire(expired))
        let key = PublicReceiptKey(
            bytes: test.store.signer.key.publicBytes,
            createdAt: test.time.wall,
            retiredAt: nil
        )
        let ends: [(TaskID, JSONValue, JSONValue, JSONValue)] = [
            (sold, "success", nil, 28_000), (failed, "fail", "provider_error", 0),
            (cancelled, "fail", "cancelled", 0), (expired, "fail", "expired", 0),
        ]
        for (task, state, failClass, charged) in ends {
            let receipt = try receipt(in: try await test.task(task))
            #expect(receipt.isSigned(by: key))
            #expect(receipt.payload["taskId"] == .string(task.text))
            #expect(receipt.payload["state"] == state)
            #expect(receipt.payload["failClass"] == failClass)
            #expect(receipt.payload["chargedMicroUsd"] == charged)
            #expect(receipt.payload["heldMicroUsd"] == 28_000)
            #expect(receipt.payload["completeTime"]?.intValue != nil)
        }
        try await expectCleanAudit(test)
    }

    private func receipt(in task: MediaTask?) throws -> Receipt {
        let text = try #require(task?.receipt)
        return try #require(Receipt(json: try JSONValue.parse(text)))
    }

    @Test func `a receipt outlives the pictures, a restart and the key`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        var (store, vault) = try await store(test)
        let attempt = try #require(try await test.begin(task))
        let end = test.success(task, attempt: attempt, charge: .picture)
        #expect(try await store.settle(end, attempt: attempt))
        let receipt = try receipt(in: try await store.task(task))
        let rotated = try await store.rotateReceiptKey(vault)
        #expect(rotated.retired == receipt.keyID)
        #expect(store.signer.key.id == rotated.new)
        try await store.forgetOutputs(of: [task])
        try await test.restart()
        (store, vault) = try await self.store(test)
        #expect(store.signer.key.id == rotated.new)
        #expect(try self.receipt(in: try await store.task(task)) == receipt)
        #expect(receipt.payload["outputs"]?.arrayValue?.count == 1)
        let keys = try await store.receiptKeys()
        #expect(keys.map(\.id) == [rotated.new, rotated.retired])
        #expect(keys.map { $0.retiredAt == nil } == [true, false])
        #expect(receipt.isSigned(by: keys[1]))
        try await expectCleanAudit(test)
    }

    @Test func `the private half is sealed, and forgotten when it is retired`() async throws {
        let test = try await TestStore()
        let (store, vault) = try await store(test)
        let seed = store.signer.key.revealSeed()
        let sealed = try await sealedKeys(test)
        #expect(sealed.count == 1)
        #expect(!sealed.joined().contains(String(decoding: seed, as: UTF8.self)))
        #expect(try vault.openReceiptKey(sealed[0], id: store.signer.key.id).revealSeed() == seed)
        #expect(throws: (any Error).self) { try vault.openReceiptKey(sealed[0], id: "another") }
        _ = try await store.rotateReceiptKey(vault)
        #expect(try await sealedKeys(test).count { $0.isEmpty } == 1)
        // Another process rotated meanwhile: a key that is not current retires nothing.
        store.signer.use(ReceiptKey())
        await #expect(throws: DatabaseError.self) { try await store.rotateReceiptKey(vault) }
        #expect(try await sealedKeys(test).count == 2)
    }

    private func sealedKeys(_ test: TestStore) async throws -> [String] {
        try await test.database.read { rows in
            try rows.all("SELECT sealed FROM receipt_key ORDER BY created_at") { try $0.text(0) }
        }
    }
}
