import Domain
@testable import Storage
import TestKit
import Testing

@Suite struct Delivering {
    private struct House {
        let test: TestStore
        let customer: TestCustomer
        let tasks: [TaskID]
    }

    private func house(deliveries: Int) async throws -> House {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * deliveries)
        var tasks: [TaskID] = []
        for _ in 0..<deliveries {
            let task = try await test.accept(test.order(customer, callbackURL: "https://a.example"))
            try await test.fail(task)
            tasks.append(task)
            test.time.advance(by: .milliseconds(10))
        }
        return House(test: test, customer: customer, tasks: tasks)
    }

    private func result(_ next: DeliveryTry.Next, status: Int? = 500) -> DeliveryTry {
        DeliveryTry(
            status: status,
            error: status == nil ? "refused" : nil,
            answer: "busy",
            duration: .milliseconds(12),
            next: next
        )
    }

    @Test func `what is due is leased to one, oldest first, and others are left out`()
        async throws
    {
        let house = try await house(deliveries: 4)
        let store = house.test.store
        let first = try await store.leaseDeliveries(limit: 2, except: [], for: .seconds(60))
        #expect(first.map(\.taskID).sorted(like: house.tasks) == Array(house.tasks[0..<2]))
        let known = try await store.deliveries(
            of: house.tasks[2],
            account: house.customer.accountID
        )
        let second = try await store.leaseDeliveries(
            limit: 9,
            except: known.map(\.id),
            for: .seconds(60)
        )
        #expect(second.map(\.taskID) == [house.tasks[3]])
        #expect(try await store.leaseDeliveries(limit: 0, except: [], for: .seconds(60)) == [])
        #expect(
            try await store.leaseDeliveries(limit: 9, except: [], for: .seconds(60)).map(\.taskID)
                == [house.tasks[2]]
        )
    }

    @Test func `a lease that runs out makes it due again, by itself`() async throws {
        let house = try await house(deliveries: 1)
        let (store, time) = (house.test.store, house.test.time)
        let first = try await store.leaseDeliveries(limit: 9, except: [], for: .seconds(60))
        #expect(first.count == 1)
        #expect(try await store.leaseDeliveries(limit: 9, except: [], for: .seconds(60)) == [])
        #expect(try await store.nextDeliveryAt() == time.steady + .seconds(60))
        time.advance(by: .seconds(60))
        #expect(try await store.leaseDeliveries(limit: 9, except: [], for: .seconds(60)) == first)
        // A new start does not wait for the leases of the one before.
        try await store.clearLeases()
        #expect(try await store.leaseDeliveries(limit: 9, except: [], for: .seconds(60)) == first)
    }

    @Test func `a failed try comes again after its wait, a success never`() async throws {
        let house = try await house(deliveries: 1)
        let (store, time) = (house.test.store, house.test.time)
        let account = house.customer.accountID
        let lease = { try await store.leaseDeliveries(limit: 9, except: [], for: .seconds(60)) }
        var due = try #require(try await lease().first)
        #expect(due.tries == 0)
        try await store.record(result(.again(.seconds(5))), of: due)
        #expect(try await lease() == [])
        #expect(try await store.nextDeliveryAt() == time.steady + .seconds(5))
        time.advance(by: .seconds(5))
        due = try #require(try await lease().first)
        #expect(due.tries == 1)
        try await store.record(result(.delivered, status: 200), of: due)
        #expect(try await lease() == [])
        #expect(try await store.nextDeliveryAt() == nil)
        let record = try #require(
            try await store.deliveries(of: house.tasks[0], account: account).first
        )
        #expect(record.state == "delivered")
        #expect(record.tries.map(\.status) == [500, 200])
        #expect(record.tries.map(\.number) == [1, 2])
        #expect(record.tries.map(\.milliseconds) == [12, 12])
        #expect(try await store.deliveries(of: house.tasks[0], account: account + 1) == [])
        try await expectCleanAudit(house.test)
    }

    @Test func `an exhausted one rests until it is asked for again`() async throws {
        let house = try await house(deliveries: 1)
        let store = house.test.store
        let account = house.customer.accountID
        let lease = { try await store.leaseDeliveries(limit: 9, except: [], for: .seconds(60)) }
        let due = try #require(try await lease().first)
        try await store.record(result(.exhausted, status: nil), of: due)
        house.test.time.advance(by: .seconds(30 * 86_400))
        #expect(try await lease() == [])
        try await expectCleanAudit(house.test)
        #expect(try await store.resendDelivery(due.id, account: account + 1) == false)
        #expect(try await store.resendDelivery("evt_unknown", account: account) == false)
        #expect(try await store.resendDelivery(due.id, account: account))
        let again = try #require(try await lease().first)
        #expect(again.id == due.id)
        #expect(again.tries == 0)
        try await store.record(result(.delivered, status: 204), of: again)
        let record = try #require(
            try await store.deliveries(of: house.tasks[0], account: account).first
        )
        #expect(record.tries.map(\.number) == [1, 2])
        #expect(record.tries.map(\.error) == ["refused", nil])
    }

    @Test func `one that a busy receiver cannot take now goes back untried`() async throws {
        let house = try await house(deliveries: 1)
        let store = house.test.store
        let lease = { try await store.leaseDeliveries(limit: 9, except: [], for: .seconds(60)) }
        let due = try #require(try await lease().first)
        try await store.release(due, for: .milliseconds(500))
        #expect(try await lease() == [])
        house.test.time.advance(by: .milliseconds(500))
        #expect(try await lease() == [due])
    }

    @Test func `the next start does not wait for what this one put back untried`() async throws {
        let house = try await house(deliveries: 2)
        let store = house.test.store
        let lease = { try await store.leaseDeliveries(limit: 9, except: [], for: .seconds(60)) }
        let due = try await lease()
        // A host that rests, and one that was tried and has its own schedule.
        try await store.release(try #require(due.first), for: .seconds(30))
        try await store.record(result(.again(.seconds(300))), of: try #require(due.last))
        #expect(try await lease() == [])
        try await store.clearLeases()
        #expect(try await lease() == [due.first])
    }

    @Test func `an old webhook secret signs beside the new one for a day`() async throws {
        let house = try await house(deliveries: 0)
        let store = house.test.store
        let account = house.customer.accountID
        let before = try await store.webhookSecrets(account: account)
        #expect(before == SealedWebhookSecrets(current: "s1", previous: nil))
        #expect(try await store.rotateWebhookSecret(account: account, sealed: "s2"))
        let during = try await store.webhookSecrets(account: account)
        #expect(during == SealedWebhookSecrets(current: "s2", previous: "s1"))
        house.test.time.advance(by: .seconds(86_399))
        #expect(try await store.webhookSecrets(account: account)?.previous == "s1")
        house.test.time.advance(by: .seconds(1))
        #expect(try await store.webhookSecrets(account: account)?.previous == nil)
        #expect(try await store.rotateWebhookSecret(account: 1, sealed: "s3") == false)
        #expect(try await store.webhookSecrets(account: 1) == nil)
    }
}

extension [TaskID] {
    fileprivate func sorted(like order: [TaskID]) -> [TaskID] { order.filter { contains($0) } }
}
