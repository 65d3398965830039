import Domain
import TestKit
import Testing

extension ReportedByUsers {
    /// What is tried out and given away, beside what is sold.
    @Suite struct TestersAndGifts {
        private static let model = "openai-gpt-image-1-5-text-to-image-medium"

        @Test func `a tester's !fail colours the public status`() async throws {
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run(openAI.settings) { server in
                    let customer = try await server.newCustomer()
                    let tester = customer.with(key: customer.testKey)
                    let fail: JSONValue = [
                        "model": .string(Self.model),
                        "input": ["prompt": "!fail !fail", "size": "1024x1024"],
                    ]
                    for _ in 0..<3 { _ = try await tester.ended(try await tester.order(fail)) }
                    for word in ["!fail !fail", "!refuse"] {
                        let task = try await customer.order(Orders.sandbox(word))
                        #expect(try await customer.ended(task)["state"] == "fail")
                    }
                    let guest = Person(server)
                    let play = [("prompt", "!fail"), ("n", "1"), ("variant", "sandbox-instant")]
                    let run = try await guest.submit("/playground", play)["location"] ?? ""
                    let twin = String(run.split(separator: "#")[0]) + ".json"
                    _ = try await eventually("the visitor's run has ended") {
                        try await guest.get(twin).json["isLive"] == false ? true : nil
                    }
                    let slow = try await customer.order(Orders.sandbox("a fox !slow 60"))
                    #expect(try await customer.cancel(slow).status == 200)
                    let counted = "SELECT slug, outcome FROM task_hour WHERE outcome <> 'refused'"
                    #expect(try await server.rows(counted).isEmpty)
                    // What a provider fails for a customer does count, and what it draws.
                    openAI.next(.garbage)
                    for state in ["fail", "success"] {
                        let task = try await customer.order(Orders.paid())
                        #expect(try await customer.ended(task)["state"] == .string(state))
                    }
                    _ = try await eventually("the customer's tasks count") {
                        let record = try await customer.get("/api/v1/models/\(Self.model)").data
                        let isThere =
                            record["tasks"] == 2 && record["successRate"]?.text() == "0.500"
                        return isThere ? true : nil
                    }
                    let instant = try await customer.get("/api/v1/models/sandbox-instant").data
                    #expect(instant["tasks"] == 0 && instant["successRate"] == .null)
                    #expect(!(try await guest.get("/status").text.contains("Failing")))
                }
            }
        }

        @Test func `gift credit and Sandbox images count as income`() async throws {
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run { server in
                    let order: JSONValue = [
                        "model": "openai-gpt-image-2-text-to-image-low",
                        "input": ["prompt": "a fox", "size": "1024x1024"],
                    ]
                    // Nobody has a key: the Sandbox draws, for gift credit.
                    let local = try server.customer()
                    _ = try await local.ended(try await local.order(order))
                    let person = try await Person.administrator(of: server)
                    let before = try await person.get("/admin").text
                    #expect(before.contains("<dt>Sold for paid credit</dt><dd>0.00 credits"))
                    #expect(before.contains("<dt>Drawn by the Sandbox</dt><dd>0.86 credits"))
                    #expect(before.contains("<dt>Margin</dt><dd>$0.0000"))
                    try await server.terminate()
                    try await server.start(openAI.settings)
                    // One and a half images of gift, then what was paid.
                    let customer = try await server.newCustomer("b", usd: "0.009")
                    try await server.admin(
                        "grant",
                        "--account",
                        customer.account,
                        "--usd",
                        "1",
                        "--paid"
                    )
                    for _ in 0..<3 {
                        _ = try await customer.ended(try await customer.order(order))
                    }
                    let after = try await person.get("/admin").text
                    let sold = "<dd>1.29 credits <span class=\"usd\">$0.0090</span></dd>"
                    #expect(after.contains("<dt>Sold for paid credit</dt>" + sold))
                    #expect(after.contains("<dt>For gift credit</dt>" + sold))
                    #expect(after.contains("<dt>Drawn by the Sandbox</dt><dd>0.86 credits"))
                    let cost = try await server.rows("SELECT SUM(amount) AS cost FROM cost")
                    let margin = 9_000 - (try #require(cost.first?["cost"]?.intValue))
                    #expect(margin < 0)
                    let shown = MicroUSD(-margin).dollarsFixed
                    #expect(after.contains("<dt>Margin</dt><dd>−$\(shown)</dd>"))
                    let sums =
                        "SELECT SUM(paid) AS paid, SUM(amount) AS amount FROM entry "
                        + "WHERE kind = 'settle'"
                    #expect(try await server.rows(sums) == [["paid": 9_000, "amount": 24_000]])
                }
            }
        }
    }
}
