import Domain
import Storage
import TestKit
import Testing

/// A client of OpenAI's that repeats a request finds the task of its first try.
@Suite struct Reattaching {
    private func again(_ count: Int) -> ClientRetry {
        ClientRetry(count: count, fingerprint: "body")
    }

    private func order(_ test: TestStore, _ customer: TestCustomer) async throws -> TaskID {
        try await test.accept(test.order(customer, clientRetry: again(0)))
    }

    @Test func `each repetition finds a task of its own, the newest first`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 9)
        let tasks = [try await order(test, customer), try await order(test, customer)]
        for expected in [tasks[1], tasks[0], nil] {
            #expect(try await test.store.reattach(again(1), caller: customer.caller) == expected)
        }
        #expect(try await test.store.reattach(again(2), caller: customer.caller) == tasks[1])
        let other = ClientRetry(count: 1, fingerprint: "another body")
        #expect(try await test.store.reattach(other, caller: customer.caller) == nil)
    }

    @Test func `a task is found for ten minutes`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 9)
        let task = try await order(test, customer)
        test.time.advance(by: ClientRetry.window)
        #expect(try await test.store.reattach(again(1), caller: customer.caller) == task)
        test.time.advance(by: .seconds(1))
        #expect(try await test.store.reattach(again(2), caller: customer.caller) == nil)
    }

    @Test
    func `what just failed is told, unless there is something better, and later is tried anew`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture * 9)
        let running = try await order(test, customer)
        let failed = try await order(test, customer)
        #expect(try await test.fail(failed))
        #expect(try await test.store.reattach(again(1), caller: customer.caller) == running)
        #expect(try await test.store.reattach(again(1), caller: customer.caller) == failed)
        test.time.advance(by: ClientRetry.failureWindow)
        #expect(try await test.fail(running))
        #expect(try await test.store.reattach(again(2), caller: customer.caller) == failed)
        test.time.advance(by: .seconds(1))
        #expect(try await test.store.reattach(again(3), caller: customer.caller) == running)
        test.time.advance(by: ClientRetry.failureWindow)
        #expect(try await test.store.reattach(again(4), caller: customer.caller) == nil)
        try await expectCleanAudit(test)
    }
}
