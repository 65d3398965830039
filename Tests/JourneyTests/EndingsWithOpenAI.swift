import Domain
import Foundation
import TestKit
import Testing

/// What a customer gets and pays, however the provider's call ends.
@Suite struct EndingsWithOpenAI {
    /// Orders one picture from a simulator with faults in wait, and looks at its end.
    private func end(
        of body: JSONValue = Orders.paid(),
        _ faults: [SimulatorFault] = [],
        settings more: [String: String] = [:],
        _ check: (JSONValue, OpenAISimulator, Customer) async throws -> Void
    ) async throws {
        try await OpenAISimulator.run { openAI in
            try await ServerProcess.run(openAI.settings.merging(more) { $1 }) { server in
                for fault in faults { openAI.next(fault) }
                let customer = try server.customer()
                let record = try await customer.ended(try await customer.order(body))
                #expect(try await customer.balance().held == .zero)
                try await check(record, openAI, customer)
            }
        }
    }

    private func isUncharged(
        _ record: JSONValue,
        _ failClass: String,
        code: String,
        _ customer: Customer
    ) async throws {
        #expect(record["state"] == "fail")
        #expect(record["failClass"] == .string(failClass))
        #expect(record["failCode"] == .string(code))
        #expect(record["failMsg"]?.stringValue?.contains("Not charged") == true)
        #expect(record["resultJson"] == .null)
        #expect(record["creditsConsumed"] == 0)
        #expect(try await customer.balance().spent == .zero)
    }

    @Test func `a refused prompt costs nothing`() async throws {
        try await end([.moderation(stage: "input", categories: ["sexual"])]) {
            try await isUncharged($0, "moderated_input", code: "400", $2)
        }
    }

    @Test func `a refused picture costs nothing`() async throws {
        try await end([.moderation(stage: "output", categories: ["violence"])]) {
            try await isUncharged($0, "moderated_output", code: "400", $2)
        }
    }

    @Test func `three of four delivered are three paid`() async throws {
        try await end(of: Orders.paid(count: 4), [.badBase64(index: 2)]) { record, _, customer in
            #expect(record["state"] == "success", "\(record)")
            #expect(record["outputs"]?.arrayValue?.count == 3)
            #expect(record["creditsConsumed"] == 12)
            #expect(record["cost"]?["returnedUsd"] == .decimal("0.028"))
            let balance = try await customer.balance()
            #expect(balance.spent == Orders.price * 3)
        }
    }

    @Test func `an answer without a usable picture costs nothing and is not bought again`()
        async throws
    {
        try await end([.garbage]) { record, openAI, customer in
            try await isUncharged(record, "provider_error", code: "424", customer)
            #expect(openAI.purchases == 1)
            let losses = try await customer.server.rows(
                "SELECT amount FROM cost WHERE borne_by = 'loss'"
            )
            #expect(losses == [["amount": 34_000]])
        }
    }

    @Test func `the provider's own 5xx is tried again`() async throws {
        try await end([.serverError(status: 500), .serverError(status: 503)]) {
            record,
            openAI,
            customer in
            #expect(record["state"] == "success")
            #expect(record["attempts"]?.arrayValue?.count == 3)
            let balance = try await customer.balance()
            #expect((openAI.purchases, balance.spent) == (1, Orders.price))
        }
    }

    @Test func `a 429 is tried again when the provider says`() async throws {
        try await end([.rateLimited(retryAfter: "2")]) { record, openAI, _ in
            #expect(record["state"] == "success")
            let attempts = try #require(record["attempts"]?.arrayValue)
            #expect(attempts.count == 2)
            let waited = zip(attempts, attempts.dropFirst()).map {
                ($1["startedAt"]?.intValue ?? 0) - ($0["endedAt"]?.intValue ?? 0)
            }
            // The stamps are of whole milliseconds and of two transactions.
            #expect(waited.allSatisfy { $0 >= 1_990 })
            #expect(openAI.purchases == 1)
        }
    }

    @Test(arguments: [
        SimulatorFault.cut(reset: true), .cut(reset: false), .proxyError(status: 502),
    ])
    func `a broken connection is an unknown outcome, not charged, not bought again`(
        _ fault: SimulatorFault
    ) async throws {
        try await end([fault]) { record, openAI, customer in
            try await isUncharged(record, "outcome_unknown", code: "424", customer)
            #expect(openAI.purchases == 1)
            let losses = try await customer.server.rows(
                "SELECT amount FROM cost WHERE borne_by = 'loss'"
            )
            #expect(losses == [["amount": 34_000]])
        }
    }

    @Test(arguments: [SimulatorFault.noHeaders, .hang, .drip(milliseconds: 200)])
    func `an answer that does not end in time is an unknown outcome, not charged`(
        _ fault: SimulatorFault
    ) async throws {
        try await end([fault], settings: ["AIGENERATE_UPSTREAM_READ_SECONDS": "1"]) {
            record,
            openAI,
            customer in
            try await isUncharged(record, "outcome_unknown", code: "424", customer)
            let outcomes = record["attempts"]?.arrayValue?.map { $0["outcome"] }
            #expect(outcomes == ["uncertain_timeout"])
            #expect(openAI.requests.count == 1)
            let losses = try await customer.server.rows(
                "SELECT amount FROM cost WHERE borne_by = 'loss'"
            )
            #expect(losses == [["amount": 34_000]])
        }
    }

    @Test func `an exhausted quota fails the task and buys nothing`() async throws {
        try await end([.outOfQuota(code: "credit_balance_exhausted")]) {
            record,
            openAI,
            customer in
            try await isUncharged(record, "provider_error", code: "424", customer)
            #expect(openAI.purchases == 0)
            #expect(openAI.requests.count == 1)
        }
    }

    @Test func `after an exhausted quota the next task ends at once instead of waiting for it`()
        async throws
    {
        try await end([.outOfQuota(code: "credit_balance_exhausted")]) {
            _,
            openAI,
            customer in
            let next = try await customer.ended(try await customer.order(Orders.paid()))
            try await isUncharged(next, "provider_error", code: "424", customer)
            let says = "'openai-gpt-image-1-5-text-to-image-medium' cannot be served at the moment."
            #expect(next["failMsg"]?.stringValue?.hasPrefix(says) == true)
            #expect(openAI.requests.count == 1)
            #expect(openAI.purchases == 0)
        }
    }

    @Test func `a wrong key fails the task and is never shown`() async throws {
        try await end(settings: ["OPENAI_API_KEY": "sk-proj-wrong-canary-1"]) {
            record,
            openAI,
            customer in
            try await isUncharged(record, "provider_error", code: "424", customer)
            #expect(!record.text().contains("canary"))
            #expect(!customer.server.log.contains("canary-1"))
        }
    }

    @Test func `a call that would be billed all the same cannot be cancelled`() async throws {
        try await OpenAISimulator.run { openAI in
            try await ServerProcess.run(openAI.settings) { server in
                let customer = try server.customer()
                openAI.next(.holdAfter(pictures: 0))
                let id = try await customer.order(Orders.paid())
                _ = try await customer.reached(["generating"], id)
                _ = try await eventually("the call is made") { openAI.requests.first }
                let answer = try await customer.cancel(id)
                #expect(answer.status == 409)
                #expect(answer.errorType == "not_cancellable")
                #expect(try await customer.balance().held == Orders.price)
                try await openAI.cutHeld()
                let record = try await customer.ended(id)
                #expect(record["failClass"] == "outcome_unknown")
            }
        }
    }
}
