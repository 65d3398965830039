import Domain
import TestKit
import Testing

extension ReportedByUsers {
    @Suite struct FaultsAfterTheOrder {
        /// An unknown error after an order was accepted said "Nothing was charged".
        @Test func `a fault after an order was taken names the task`() async throws {
            try await ServerProcess.run(["AIGENERATE_SLOTS": "1"]) { server in
                let customer = try server.customer()
                let slow = Orders.sandbox("!slow 600", model: "sandbox-instant")
                let first = try await customer.order(slow)
                let own = "an-order-of-mine-1"
                let order = Orders.sandbox(more: ["taskId": .string(own)])
                let task = try await customer.order(order)
                // Its record cannot be read for a while.
                let wait = "PRAGMA busy_timeout = 5000;"
                let sealed = "WHERE id = '\(task)'"
                try await server.tamper(
                    "\(wait) UPDATE task SET metadata = '{' || metadata \(sealed)"
                )
                let answer = try await customer.create(order)
                #expect(answer.status == 500 && answer.errorType == "internal_error")
                #expect(answer.message.contains(task), "\(answer.message)")
                #expect(!answer.message.contains("Nothing was charged"))
                #expect(server.log.contains("request failed"))
                try await server.tamper(
                    "\(wait) UPDATE task SET metadata = substr(metadata, 2) \(sealed)"
                )
                #expect(try await customer.cancel(first).status == 200)
                #expect(try await customer.ended(task)["state"] == "success")
            }
        }
    }
}
