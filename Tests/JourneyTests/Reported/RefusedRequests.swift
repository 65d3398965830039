import Domain
import TestKit
import Testing

extension ReportedByUsers {
    /// What is refused has a limit of its own.
    @Suite struct RefusedRequests {
        private static let settings = [
            "AIGENERATE_TRUSTED_PROXIES": "127.0.0.0/8", "AIGENERATE_RATE_LIMIT_REFUSALS": "5",
        ]

        /// Asks until it is told to wait; what came before that, and the 429. Ten seconds may end
        /// meanwhile.
        private func untilStopped(
            _ ask: (Int) async throws -> Answer
        ) async throws -> (refused: [Int], stopped: Answer) {
            var refused: [Int] = []
            while true {
                let answer = try await ask(refused.count)
                if answer.status == 429 { return (refused, answer) }
                refused.append(answer.status)
                try #require(refused.count <= 20)
            }
        }

        private func check(_ stopped: Answer) {
            #expect(stopped.errorType == "rate_limit_exceeded")
            #expect((1...60).contains(stopped["retry-after"].flatMap { Int($0) } ?? 0))
            #expect(stopped["x-should-retry"] == nil)
        }

        @Test func `an address that tries keys and paths is stopped, and a good key there is not`()
            async throws
        {
            try await ServerProcess.run(Self.settings) { server in
                let customer = try server.customer()
                let from = [("X-Forwarded-For", "198.51.100.7")]
                let wrong = from + [("Authorization", "Bearer sk-aig-wrong")]
                let path = server.address + "/api/v1/jobs/createTask"
                let (refused, stopped) = try await untilStopped { index in
                    index % 2 == 0
                        ? try await Call.send("GET", server.address + "/no/\(index)", headers: from)
                        : try await Call.send("POST", path, headers: wrong, body: [])
                }
                #expect(refused.count >= 5 && Set(refused) == [404, 401])
                check(stopped)
                for index in 0..<20 {
                    let order = Orders.sandbox("fox \(index)")
                    let answer = try await customer.create(order, headers: from)
                    #expect(answer.status == 200, "\(answer.text)")
                }
                // Others, and this machine itself.
                for more in [[("X-Forwarded-For", "203.0.113.9")], []] {
                    for _ in 1...8 {
                        let answer = try await Call.send(
                            "GET",
                            server.address + "/healthz",
                            headers: more
                        )
                        #expect(answer.status == 200)
                    }
                }
                for _ in 1...8 {
                    #expect(try await Call.send("GET", server.address + "/no").status == 404)
                }
            }
        }

        @Test func `a key whose orders are refused again and again is stopped, its good ones not`()
            async throws
        {
            try await ServerProcess.run(Self.settings) { server in
                let customer = try server.customer()
                let other = try await server.newCustomer()
                let bad = Orders.sandbox(more: ["colour": "red"])
                let (refused, stopped) = try await untilStopped { _ in
                    try await customer.create(bad)
                }
                #expect(refused.count >= 5 && Set(refused) == [400])
                check(stopped)
                let images = ["prompt": "a", "n": 99] as JSONValue
                let (before, openAI) = try await untilStopped { _ in
                    try await customer.post("/v1/images/generations", images)
                }
                #expect(Set(before).isSubset(of: [400]))
                #expect(openAI.json["error"]?["code"] == "rate_limit_exceeded")
                for index in 0..<20 {
                    let answer = try await customer.create(Orders.sandbox("fox \(index)"))
                    #expect(answer.status == 200, "\(answer.text)")
                }
                #expect(try await other.create(bad).status == 400)
                #expect(try await customer.balance().spent == .zero)
            }
        }
    }
}
