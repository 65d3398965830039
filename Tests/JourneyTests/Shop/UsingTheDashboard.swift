import Domain
import Foundation
import TestKit
import Testing

/// What a customer sees of what is theirs.
@Suite struct UsingTheDashboard {
    @Test func `a key is shown once, works, stops at its cap, and stops at once when revoked`()
        async throws
    {
        try await ServerProcess.run { server in
            let first = try server.customer()
            let person = try await Person.administrator(of: server)
            let made = try await person.post(
                "/dashboard/keys",
                Person.scopes.merging(
                    ["name": "ci <b>", "month": "0.05", "alert": "0.01", "kind": "live"]
                ) { $1 }
            )
            let key = String(try #require(made.text.firstMatch(of: /sk-aig-[0-9A-Za-z]{44}/)).0)
            #expect(made.text.contains("ci &lt;b&gt;"))
            #expect(!(try await person.get("/dashboard/keys").text.contains(key)))
            let customer = first.with(key: key)
            _ = try await customer.ended(try await customer.order(Orders.paid()))
            let second = try await customer.create(Orders.paid())
            #expect(second.code == 433)
            let page = try await person.get("/dashboard/keys")
            #expect(page.text.contains("$0.0280 of $0.0500"))
            let id = try #require(page.text.firstMatch(of: /\/dashboard\/keys\/(\d+)\/revoke/)).1
            #expect(try await person.get("/dashboard/keys/\(id)/revoke").text.contains("for good"))
            #expect(try await person.post("/dashboard/keys/\(id)/revoke").status == 303)
            #expect(try await customer.create(Orders.sandbox("a fox")).status == 401)
        }
    }

    @Test func `a wrong form says what is wrong beside the field and keeps what was typed`()
        async throws
    {
        try await ServerProcess.run { server in
            let person = try await Person.administrator(of: server)
            for amount in ["-1", "0", "ten", "1e3", "1.1234567"] {
                let answer = try await person.post(
                    "/dashboard/keys",
                    ["name": "my key", "month": amount]
                )
                #expect(answer.status == 422, "\(amount)")
                #expect(answer.text.contains("value=\"my key\""))
                #expect(answer.text.contains("Must be an amount in dollars"))
            }
            let nameless = try await person.post("/dashboard/keys", ["name": "  "])
            #expect(nameless.text.contains("Give it a name."))
            let keys = try await server.rows("SELECT id FROM api_key")
            #expect(keys.count == 2)
        }
    }

    @Test func `overview, list, CSV and API tell the same sums`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let person = try await Person.administrator(of: server)
            for prompt in ["a fox", "a fox !refuse", "a fox"] {
                _ = try await customer.ended(try await customer.order(Orders.paid(prompt)))
            }
            let list = try await person.get("/dashboard/tasks")
            #expect(
                list.text.contains(
                    "3 tasks, 2 done. Spent 8.00 credits <span class=\"usd\">$0.0560</span>, "
                        + "returned 4.00 credits <span class=\"usd\">$0.0280</span>."
                )
            )
            let csv = try await person.get("/dashboard/tasks.csv")
            let rows = csv.text.split(separator: "\r\n").dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false)
            }
            #expect(rows.map { String($0[5]) }.sorted() == ["0", "0.028", "0.028"])
            let balance = try await customer.balance()
            #expect(balance.spent == Orders.price * 2)
            let overview = try await person.get("/dashboard")
            #expect(overview.text.contains("<dd>8.00 credits <span class=\"usd\">$0.0560</span>"))
            let failed = try await person.get("/dashboard/tasks?state=fail")
            #expect(failed.text.contains("1 task of this filter, 0 done. Spent 0.00 credits"))
            #expect(failed.text.contains("Not charged"))
            let none = try await person.get("/dashboard/tasks?from=2020-01-01&to=2020-01-02")
            #expect(none.text.contains("No task fits this filter."))
        }
    }

    @Test func `the table for a spreadsheet is whole, however many tasks there are`() async throws {
        try await ServerProcess.run(["AIGENERATE_RATE_LIMIT_CREATES": "100000"]) { server in
            let customer = try server.customer()
            let person = try await Person.administrator(of: server)
            // Nobody needs their pictures.
            let pause = ["do": "pause-model", "model": "sandbox-instant"]
            #expect(try await person.post("/admin/queue", pause).status == 303)
            let ids = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var ids: [String] = []
                        for _ in 0..<130 { ids.append(try await customer.order(Orders.sandbox())) }
                        return ids
                    }
                }
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            let csv = try await person.get("/dashboard/tasks.csv").text
            let rows = csv.split(separator: "\r\n").dropFirst()
            #expect(rows.map { String($0.prefix { $0 != "," }) } == ids.sorted().reversed())
            let part = try await person.get("/dashboard/tasks.csv?from=2020-01-01&to=2020-01-02")
            #expect(part.text.split(separator: "\r\n").count == 1)
        }
    }

    @Test func `a task's page has its picture, its story and its cost`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let person = try await Person.administrator(of: server)
            let id = try await customer.order(Orders.paid("a <b>fox</b>"))
            let record = try await customer.ended(id)
            let task = try #require(record["taskId"]?.stringValue)
            let page = try await person.get("/dashboard/tasks/\(task)")
            #expect(page.text.contains("a &lt;b&gt;fox&lt;/b&gt;"))
            #expect(!page.text.contains("<b>fox"))
            #expect(page.text.contains("Was held: 4.00 credits"))
            let picture = try #require(page.text.firstMatch(of: /<img src="([^"]+)"/)).1
            let address = String(picture).replacing("&amp;", with: "&")
            let image = try await Call.send("GET", server.address + address)
            #expect(image.status == 200 && image["content-type"] == "image/png")
            let short = try await person.get("/t/\(task)")
            #expect(short["location"] == "/dashboard/tasks/\(task)")
        }
    }

    @Test func `another account's things are as absent as what never was`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let owner = try await Person.administrator(of: server)
            let record = try await customer.ended(try await customer.order(Orders.sandbox("a fox")))
            let task = try #require(record["taskId"]?.stringValue)
            let other = Person(server)
            _ = try await other.post(
                "/signup",
                ["email": "eve@example.com", "password": Person.password]
            )
            _ = try await other.post(
                "/login",
                ["email": "eve@example.com", "password": Person.password]
            )
            let keys = try await owner.get("/dashboard/keys").text
            let key = try #require(keys.firstMatch(of: /\/dashboard\/keys\/(\d+)\/revoke/)).1
            let absent = try await other.get("/dashboard/tasks/task_01M89Q3Q7CE069BKFNGJ62KVCD")
            for path in ["/dashboard/tasks/\(task)", "/t/\(task)", "/dashboard/keys/\(key)/revoke"]
            {
                let answer = try await other.get(path)
                #expect(answer.status == 404, "\(path)")
                #expect(answer.body == absent.body, "\(path)")
            }
            #expect(try await other.post("/dashboard/keys/\(key)/revoke").status == 404)
            #expect(try await other.post("/dashboard/tasks/\(task)/cancel").status == 404)
            #expect(!(try await other.get("/dashboard/tasks").text.contains("a fox")))
            #expect(try await customer.create(Orders.sandbox("a fox")).status == 200)
        }
    }

    @Test func `usage by day, model, key and user adds up to what the ledger says`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let person = try await Person.administrator(of: server)
            for (user, count) in [("ann", 2), ("bob", 1)] {
                for _ in 0..<count {
                    let order = Orders.paid(more: ["metadata": ["user": .string(user)]])
                    _ = try await customer.ended(try await customer.order(order))
                }
            }
            _ = try await customer.ended(try await customer.order(Orders.paid("a fox !fail")))
            let spent = try await customer.balance().spent
            #expect(spent == Orders.price * 3)
            for grouping in ["day", "model", "key", "user"] {
                let page = try await person.get("/dashboard/usage?by=\(grouping)")
                #expect(page.text.contains("3 paid tasks, 12.00 credits"), "\(grouping)")
                let amounts = page.text.matches(of: /<td class="num">\$(\d+\.\d{4})<\/td>/)
                let sum = amounts.compactMap { MicroUSD(dollars: String($0.1)) }.reduce(.zero, +)
                #expect(sum == spent, "\(grouping)")
            }
            let users = try await person.get("/dashboard/usage?by=user")
            #expect(users.text.contains("<th scope=\"row\">ann</th><td class=\"num\">2</td>"))
            let csv = try await person.get("/dashboard/usage.csv")
            let rows = csv.text.split(separator: "\r\n").dropFirst()
            let amounts = rows.compactMap { $0.split(separator: ",").last.map(String.init) }
            #expect(amounts.compactMap { MicroUSD(dollars: $0) }.reduce(.zero, +) == spent)
            let elsewhere = try await person.get("/dashboard/usage?from=2020-01-01&to=2020-01-31")
            #expect(elsewhere.text.contains("Nothing was paid in these days."))
            let billing = try await person.get("/dashboard/billing")
            let changes = billing.text.matches(of: /<td class="num">([−+])\$(\d+\.\d{4})<\/td>/)
            let total = changes.reduce(MicroUSD.zero) { sum, change in
                let amount = MicroUSD(dollars: String(change.2)) ?? .zero
                return change.1 == "+" ? sum + amount : sum - amount
            }
            let available = try await customer.balance().available
            #expect(total == available)
        }
    }

    @Test func `an account stops at its limit, and goes on when the limit is taken away`()
        async throws
    {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let person = try await Person.administrator(of: server)
            let set = try await person.post(
                "/dashboard/billing",
                ["stop": "0.03", "alert": "0.02"]
            )
            #expect(set.status == 303)
            _ = try await customer.ended(try await customer.order(Orders.paid()))
            #expect(try await customer.create(Orders.paid()).code == 433)
            let page = try await person.get("/dashboard/billing")
            #expect(page.text.contains("$0.0280 of $0.0300"))
            #expect(page.text.contains("name=\"stop\" type=\"text\" value=\"0.03\""))
            let wrong = try await person.post("/dashboard/billing", ["stop": "many"])
            #expect(wrong.status == 422 && wrong.text.contains("value=\"many\""))
            #expect(try await customer.create(Orders.paid()).code == 433)
            #expect(try await person.post("/dashboard/billing", ["stop": ""]).status == 303)
            #expect(try await customer.create(Orders.paid()).status == 200)
        }
    }
}
