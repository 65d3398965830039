import Domain
import Foundation
import TestKit
import Testing

/// One number, one place: whatever was ordered, every page, file and figure tells the same sums, to
/// the micro-dollar.
@Suite struct NumbersAgree {
    private static let models = [
        "openai-gpt-image-1-5-text-to-image-medium", "openai-gpt-image-2-text-to-image-low",
        "openai-gpt-image-2-5-flare-text-to-image-low", "sandbox-instant",
    ]

    @Test(arguments: [1, 2, 3])
    func `overview, tasks, usage, statement, CSV, API, operators and metrics agree`(
        seed: UInt64
    )
        async throws
    {
        // At noon: no day ends while it runs.
        let settings = TestDay.noon(of: TestDay.date)
            .merging(["AIGENERATE_RATE_LIMIT_CREATES": "500"]) { $1 }
        try await ServerProcess.run(settings) { server in
            let first = try server.customer()
            let person = try await Person.administrator(of: server)
            let made = try await person.post(
                "/dashboard/keys",
                Person.scopes.merging(["name": "b", "kind": "live"]) { $1 }
            ).text
            let key = String(try #require(made.firstMatch(of: /sk-aig-[0-9A-Za-z]{44}/)).0)
            try await order(first, first.with(key: key), person, seed)
            try await compare(try await first.balance().spent, first, person)
        }
    }

    /// Random orders of both keys, for several users, some of which fail; and a run that the house
    /// pays, which is nobody's spending.
    private func order(
        _ first: Customer,
        _ second: Customer,
        _ person: Person,
        _ seed: UInt64
    ) async throws {
        var random = SeededGenerator(seed: seed)
        var tasks: [String] = []
        for _ in 0..<24 {
            let prompt = random.chance(4) ? "a fox !refuse" : "a fox"
            let input: JSONValue = [
                "prompt": .string(prompt), "n": .int(Int64.random(in: 1...3, using: &random)),
                "size": "1024x1024",
            ]
            var body: [String: JSONValue] = [
                "model": .string(Self.models.randomElement(using: &random) ?? ""), "input": input,
            ]
            if let user = ["ann", "bob, \"jr\"", nil].randomElement(using: &random) ?? nil {
                body["metadata"] = ["user": .string(user)]
            }
            tasks.append(try await (random.chance(2) ? first : second).order(.object(body)))
        }
        _ = try await person.submit(
            "/playground",
            [("prompt", "a fox"), ("n", "1"), ("variant", Self.models[0])]
        )
        for task in tasks { _ = try await first.ended(task) }
    }

    private func compare(
        _ spent: MicroUSD,
        _ customer: Customer,
        _ person: Person
    ) async throws {
        #expect(spent.isPositive)
        let overview = try await person.get("/dashboard").text
        #expect(overview.contains("<span class=\"usd\">$\(spent.dollarsFixed)</span>"))
        let list = try await person.get("/dashboard/tasks").text
        #expect(list.contains("<span class=\"usd\">$\(spent.dollarsFixed)</span>, returned"))
        #expect(try await sum(person, "/dashboard/tasks.csv", column: 5) == spent)
        #expect(try await sum(person, "/dashboard/usage.csv", column: nil) == spent)
        for grouping in ["day", "model", "key", "user"] {
            let page = try await person.get("/dashboard/usage?by=\(grouping)").text
            #expect(page.contains("$\(spent.dollarsFixed)"), "\(grouping)")
        }
        var (all, cursor) = (MicroUSD.zero, "")
        repeat {
            let page = try await customer.get("/api/v1/jobs/list?limit=7\(cursor)").data
            for task in page["tasks"]?.arrayValue ?? [] {
                all += MicroUSD(dollars: task["usdConsumed"]?.text() ?? "") ?? .zero
            }
            cursor = page["nextCursor"]?.stringValue.map { "&cursor=\($0)" } ?? ""
        } while !cursor.isEmpty
        #expect(all == spent)
        let health = try await person.get("/admin").text
        #expect(health.contains("<span class=\"usd\">$\(spent.dollarsFixed)</span>"))
        let metrics = try await Call.send("GET", person.server.address + "/metrics").text
        #expect(metrics.contains("aigenerate_usd_total{kind=\"spent\"} \(spent.dollars)\n"))
    }

    /// Of a column of a file, the last one if none is named.
    private func sum(_ person: Person, _ path: String, column: Int?) async throws -> MicroUSD {
        let rows = try await person.get(path).text.split(separator: "\r\n").dropFirst()
        return rows.reduce(MicroUSD.zero) { sum, row in
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            let cell = column.map { cells[$0] } ?? cells[cells.count - 1]
            return sum + (MicroUSD(dollars: String(cell)) ?? .zero)
        }
    }
}
