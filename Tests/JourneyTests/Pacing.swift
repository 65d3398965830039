import Domain
import TestKit
import Testing

/// How many new orders a key may place in a time.
@Suite struct Pacing {
    @Test func `exactly twenty orders go through in a window`() async throws {
        // A window that cannot end while the test runs.
        try await ServerProcess.run(["AIGENERATE_RATE_LIMIT_WINDOW_SECONDS": "600"]) { server in
            let customer = try server.customer()
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for index in 0..<40 {
                    group.addTask { try await customer.create(Orders.sandbox("fox \(index)")) }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            let accepted = answers.filter { $0.status == 200 }
            let refused = answers.filter { $0.status == 429 }
            #expect(accepted.count == 20)
            #expect(refused.count == 20)
            let left = accepted.compactMap { $0["x-ratelimit-remaining"].flatMap { Int($0) } }
            #expect(left.sorted() == Array(0..<20))
            #expect(accepted[0]["ratelimit-policy"] == "\"creates\";q=20;w=600")
            for answer in refused {
                #expect(answer.code == 429)
                #expect(answer.errorType == "rate_limit_exceeded")
                #expect(answer["x-should-retry"] == nil)
                let wait = answer["retry-after"].flatMap { Int($0) } ?? 0
                #expect((1...600).contains(wait))
                #expect(answer["ratelimit"] == "\"creates\";r=0;t=\(wait)")
                #expect(answer["x-ratelimit-limit"] == "20")
            }
            // Asking how things stand is another limit.
            for _ in 0..<60 { #expect(try await customer.get("/api/v1/chat/credit").status == 200) }
            // Another key of the same account has its own.
            let other = try await server.newCustomer()
            #expect(try await other.create(Orders.sandbox()).status == 200)
            #expect(try await server.rows("SELECT id FROM task").count == 21)
        }
    }

    @Test func `a retry after Retry-After is accepted at the first try`() async throws {
        let settings = [
            "AIGENERATE_RATE_LIMIT_WINDOW_SECONDS": "2", "AIGENERATE_RATE_LIMIT_CREATES": "3",
        ]
        try await ServerProcess.run(settings) { server in
            let customer = try server.customer()
            for _ in 0..<4 {
                var answer = try await customer.create(Orders.sandbox())
                while answer.status == 200 { answer = try await customer.create(Orders.sandbox()) }
                #expect(answer.status == 429)
                let wait = try #require(answer["retry-after"].flatMap { Int($0) })
                // The promise under test is about this very wait.
                try await Task.sleep(for: .seconds(wait))
                let retry = try await customer.create(Orders.sandbox())
                #expect(retry.status == 200, "\(retry.text)")
            }
        }
    }
}
