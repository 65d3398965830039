import Domain
import TestKit
import Testing

extension ReportedByUsers {
    @Suite struct CallbacksAfterACrash {
        /// After a crash they came 18 to 36 s late: four at a look, five looks a second, and the others
        /// put back each time.
        @Test func `callbacks that a crash interrupted are all sent by the next start`()
            async throws
        {
            try await WebhookReceiver.run { receiver in
                try await ServerProcess.run(["AIGENERATE_RATE_LIMIT_CREATES": "100000"]) { server in
                    let customer = try server.customer()
                    receiver.always(.hang)
                    var ids: Set<String> = []
                    for _ in 0..<60 {
                        let more: [String: JSONValue] = ["callBackUrl": .string(receiver.url())]
                        ids.insert(try await customer.order(Orders.sandbox(more: more)))
                    }
                    for id in ids { _ = try await customer.ended(id) }
                    _ = try await receiver.received(4)
                    let leased = "SELECT COUNT(*) AS n FROM delivery WHERE lease_until IS NOT NULL"
                    #expect(try await server.rows(leased).first?["n"] != 0)
                    try await server.kill()
                    let before = receiver.received.count
                    receiver.always(.status(200))
                    try await server.start()
                    let calls = try await receiver.received(before + 60)[before...]
                    #expect(Set(calls.compactMap { $0.data["taskId"]?.stringValue }) == ids)
                    // Each was tried once by this start, and none was put back to wait.
                    let tries = try await eventually("all of them are recorded") {
                        let rows = try await server.rows(
                            "SELECT state, tries FROM delivery GROUP BY state, tries"
                        )
                        return rows == [["state": "delivered", "tries": 1]] ? rows : nil
                    }
                    #expect(tries.count == 1)
                    #expect(receiver.received.count == before + 60)
                }
            }
        }
    }
}
