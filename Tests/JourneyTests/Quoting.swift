import Domain
import TestKit
import Testing

/// A quote is a promise.
@Suite struct Quoting {
    private func quote(_ body: JSONValue, _ customer: Customer) async throws -> JSONValue {
        let answer = try await customer.post("/api/v1/jobs/quote", body)
        #expect(answer.status == 200, "\(answer.text)")
        return answer.data
    }

    @Test func `the charge is the quote`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let quote = try await quote(Orders.paid(count: 2), customer)
            #expect(quote["max"]?["usd"] == .decimal("0.056"))
            #expect(quote["expected"] == quote["max"])
            #expect(quote["credits"] == 8)
            #expect(try await customer.balance().held == .zero)
            let id = try #require(quote["quoteId"])
            let record = try await customer.ended(
                try await customer.order(Orders.paid(count: 2, more: ["quoteId": id]))
            )
            #expect(record["usdConsumed"] == quote["usd"])
            #expect(try await customer.balance().spent == Orders.price * 2)
        }
    }

    @Test func `a quote for another body, an unknown one and a stranger's are refused`()
        async throws
    {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let id = try #require(try await quote(Orders.paid(), customer)["quoteId"])
            let other = try await customer.create(Orders.paid("an owl", more: ["quoteId": id]))
            #expect(other.status == 422)
            #expect(other.errorType == "quote_mismatch")
            #expect(other.param == "quoteId")
            let unknown = try await customer.create(Orders.paid(more: ["quoteId": "quote_x"]))
            #expect(unknown.status == 422)
            #expect(unknown.errorType == "quote_expired")
            let stranger = try await server.newCustomer()
            let stolen = try await stranger.create(Orders.paid(more: ["quoteId": id]))
            #expect(stolen.errorType == "quote_expired")
            #expect(try await customer.balance().held == .zero)
        }
    }
}
