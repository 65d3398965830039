import Domain
import TestKit
import Testing

/// The Sandbox's magic words and cancelling, with money of the stand-in.
@Suite struct EndingsInTheSandbox {
    @Test func `magic words show every ending`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            for (word, state, failCode) in [
                ("!refuse", "fail", JSONValue.string("400")), ("!fail", "fail", "424"),
                ("!429", "success", .null),
            ] {
                let record = try await customer.ended(
                    try await customer.order(Orders.paid("a fox \(word)"))
                )
                #expect(record["state"] == .string(state), "\(word): \(record)")
                #expect(record["failCode"] == failCode, "\(word)")
            }
            let part = try await customer.ended(
                try await customer.order(Orders.paid("a fox !partial", count: 2))
            )
            #expect(part["outputs"]?.arrayValue?.count == 1)
            #expect(part["creditsConsumed"] == 4)
            #expect(try await customer.balance().spent == Orders.price * 2)
            let flaky = try await customer.ended(
                try await customer.order(Orders.sandbox(model: "sandbox-flaky"))
            )
            #expect(flaky["state"] == "success")
        }
    }

    @Test func `a waiting task is cancelled and its hold given back`() async throws {
        try await ServerProcess.run(["AIGENERATE_SLOTS": "1"]) { server in
            let customer = try server.customer()
            let running = try await customer.order(Orders.paid("a fox !slow 600"))
            _ = try await customer.reached(["generating"], running)
            let queued = try await customer.order(Orders.paid("an owl"))
            #expect(try await customer.record(queued)["state"] == "waiting")
            #expect(try await customer.balance().held == Orders.price * 2)
            let answer = try await customer.cancel(queued)
            try checkCancelled(answer)
            #expect(try await customer.balance().held == Orders.price)
            let second = try await customer.cancel(queued)
            #expect(second.status == 409)
            #expect(second.errorType == "already_ended")
            // One that is drawn can be cancelled too, where nothing is billed for it.
            try checkCancelled(try await customer.cancel(running))
            #expect(try await customer.balance().held == .zero)
            #expect(try await customer.balance().spent == .zero)
            // The slot is free again.
            let next = try await customer.ended(try await customer.order(Orders.sandbox()))
            #expect(next["state"] == "success")
        }
    }

    private func checkCancelled(_ answer: Answer) throws {
        #expect(answer.status == 200)
        #expect(answer.data["state"] == "fail")
        #expect(answer.data["failCode"] == "499")
        #expect(answer.data["failClass"] == "cancelled")
        #expect(answer.data["creditsConsumed"] == 0)
    }
}
