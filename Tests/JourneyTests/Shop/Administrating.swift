import Domain
import Foundation
import TestKit
import Testing

/// What operators see and do, and that nobody else does.
@Suite struct Administrating {
    private static let paths = [
        "/admin", "/admin/providers", "/admin/prices", "/admin/prices.csv", "/admin/users",
        "/admin/users/1001", "/admin/codes",
        "/admin/queue", "/admin/tasks", "/admin/webhooks", "/admin/audit", "/admin/settings",
    ]

    private func customer(_ server: ServerProcess, _ name: String) async throws -> Person {
        let person = Person(server)
        let form = ["email": "\(name)@example.com", "password": Person.password]
        _ = try await person.post("/signup", form)
        _ = try await person.post("/verify", ["t": try await person.letter("/verify")])
        return person
    }

    @Test func `for everybody else there is nothing at these addresses`() async throws {
        try await ServerProcess.run { server in
            let root = try await Person.administrator(of: server)
            let eve = try await customer(server, "eve")
            for path in Self.paths {
                #expect(try await root.get(path).status == 200, "\(path)")
                for other in [eve, Person(server)] {
                    let answer = try await other.get(path)
                    let absent = try await other.get("/admin/absent")
                    #expect(answer.status == 404 && answer.text == absent.text, "\(path)")
                }
            }
            let posts = [
                "/admin/users/1001/grant", "/admin/users/1001/suspend", "/admin/codes",
                "/admin/queue", "/admin/providers", "/admin/providers/act", "/admin/codes/end",
                "/admin/prices", "/admin/providers/rule",
            ]
            for path in posts {
                let form = ["usd": "5", "reason": "x", "do": "pause-work"]
                #expect(try await eve.post(path, form).status == 404, "\(path)")
                #expect(try await root.post(path, form, from: "cross-site").status == 403)
            }
            #expect(try await server.rows("SELECT position FROM admin_log").isEmpty)
        }
    }

    @Test func `credit is given for a reason, once for a form, and stands in the log`()
        async throws
    {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let root = try await Person.administrator(of: server)
            let before = try await customer.balance().available
            let page = "/admin/users/1001"
            let silent = try await root.post(page + "/grant", ["usd": "5", "reason": " "])
            #expect(silent.status == 422 && silent.text.contains("Say why."))
            #expect(silent.text.contains("value=\"5\""))
            let form = ["usd": "2.50", "reason": "for the <trouble>", "token": "abc"]
            for _ in 0..<2 { _ = try await root.post(page + "/grant", form) }
            #expect(try await customer.balance().available == before + MicroUSD(2_500_000))
            #expect(try await root.get(page).text.contains("for the &lt;trouble&gt;"))
            let log = try await root.get("/admin/audit").text
            #expect(log.contains("root@example.com") && log.contains("grant"))
        }
    }

    @Test func `a page says what was done, and not what a link wants it to say`() async throws {
        try await ServerProcess.run { server in
            let root = try await Person.administrator(of: server)
            let pause = ["do": "pause-model", "model": "sandbox-slow"]
            let way = try #require(try await root.post("/admin/queue", pause)["location"])
            #expect(try await root.get(way).text.contains("role=\"status\""))
            let forged = try await root.get("/admin/queue?done=Send+your+key+to+evil.example")
            #expect(forged.status == 200 && !forged.text.contains("evil.example"))
        }
    }

    @Test func `a suspended account is stopped at once, and comes back whole`() async throws {
        try await ServerProcess.run { server in
            let first = try server.customer()
            let root = try await Person.administrator(of: server)
            let eve = try await customer(server, "eve")
            let made = try await eve.post(
                "/dashboard/keys",
                Person.scopes.merging(["name": "k", "kind": "live"]) { $1 }
            ).text
            let key = String(try #require(made.firstMatch(of: /sk-aig-[0-9A-Za-z]{44}/)).0)
            let caller = first.with(key: key)
            #expect(try await caller.create(Orders.sandbox()).status == 200)
            let found = try await root.get("/admin/users?q=EVE").text
            let id = try #require(found.firstMatch(of: /\/admin\/users\/(\d+)/)).1
            #expect(try await root.post("/admin/users/\(id)/suspend").status == 303)
            #expect(try await caller.create(Orders.sandbox()).status == 403)
            #expect(try await eve.get("/dashboard").status == 303)
            #expect(try await root.post("/admin/users/\(id)/resume").status == 303)
            #expect(try await caller.create(Orders.sandbox()).status == 200)
            let own = try #require(
                try await server.rows("SELECT account_id AS id FROM login WHERE is_admin = 1").first
            )
            let suicide = try await root.post("/admin/users/\(own["id"]?.intValue ?? 0)/suspend")
            #expect(suicide.status == 422 && suicide.text.contains("cannot suspend yourself"))
        }
    }

    @Test func `a code is made, redeemed once, and ended`() async throws {
        try await ServerProcess.run { server in
            let root = try await Person.administrator(of: server)
            let eve = try await customer(server, "eve")
            let wrong = try await root.post("/admin/codes", ["usd": "-1", "count": "1"])
            #expect(wrong.status == 422)
            let made = try await root.post(
                "/admin/codes",
                ["usd": "3", "count": "2", "uses": "5", "reason": "fair"]
            ).text
            let codes = made.matches(of: /AIG(-[0-9A-Z]{4}){3}/).map { String($0.0) }
            #expect(codes.count == 2)
            #expect(!(try await root.get("/admin/codes").text.contains(codes[0])))
            let typed = codes[0].lowercased().replacing("-", with: " ")
            let redeemed = try await eve.post("/dashboard/billing/redeem", ["code": typed])
            #expect(redeemed["location"] == "/dashboard/billing?credit=3")
            let again = try await eve.post("/dashboard/billing/redeem", ["code": codes[0]])
            #expect(again.status == 422 && again.text.contains("redeemed this code before"))
            let page = try await eve.get("/dashboard/billing").text
            #expect(page.contains("Code AIG-…-\(codes[0].suffix(4))"))
            #expect(try await root.get("/admin/codes").text.contains("1 of 5"))
            for id in ["1", "2"] {
                #expect(try await root.post("/admin/codes/end", ["id": id]).status == 303)
            }
            let over = try await eve.post("/dashboard/billing/redeem", ["code": codes[1]])
            #expect(over.status == 422 && over.text.contains("not valid"))
        }
    }

    @Test func `a model is paused, work is held back, and both go on`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let root = try await Person.administrator(of: server)
            let model = ["model": "sandbox-instant"]
            let pause = model.merging(["do": "pause-model"]) { $1 }
            #expect(try await root.post("/admin/queue", pause).status == 303)
            let id = try await customer.order(Orders.sandbox())
            let other = try await customer.order(Orders.sandbox(model: "sandbox-slow"))
            _ = try await customer.reached(["generating", "success"], other)
            #expect(try await customer.record(id)["state"] == "waiting")
            #expect(try await root.get("/admin/queue").text.contains("Paused"))
            let resume = model.merging(["do": "resume-model"]) { $1 }
            #expect(try await root.post("/admin/queue", resume).status == 303)
            #expect(try await customer.ended(id)["state"] == "success")
            _ = try await root.post("/admin/queue", ["do": "pause-work"])
            let refused = try await customer.create(Orders.sandbox())
            #expect(refused.status == 503 && refused["retry-after"] != nil)
            #expect(try await root.get("/admin").text.contains("Taking no new work"))
            _ = try await root.post("/admin/queue", ["do": "resume-work"])
            #expect(try await customer.create(Orders.sandbox()).status == 200)
        }
    }

    @Test func `a provider's key is tested before it is kept, and never shown`() async throws {
        try await OpenAISimulator.run { openAI in
            let settings = ["AIGENERATE_OPENAI_BASE_URL": openAI.baseURL]
            try await ServerProcess.run(settings) { server in
                let customer = try server.customer()
                let root = try await Person.administrator(of: server)
                func form(_ secret: String, _ act: String) -> [String: String] {
                    ["provider": "openai", "secret": secret, "label": "main", "do": act]
                }
                let bad = try await root.post("/admin/providers", form("sk-wrong-123", "add"))
                #expect(bad.status == 422 && bad.text.contains("does not work"))
                #expect(!bad.text.contains("sk-wrong-123"))
                let tried = try await root.post(
                    "/admin/providers",
                    form(OpenAISimulator.key, "test")
                )
                #expect(tried.text.contains("the key works") && tried.text.contains("not kept"))
                #expect(try await server.rows("SELECT id FROM provider_key").isEmpty)
                let kept = try await root.post(
                    "/admin/providers",
                    form(OpenAISimulator.key, "add")
                )
                #expect(kept.status == 303)
                let record = try await customer.ended(try await customer.order(Orders.paid()))
                #expect(record["sandbox"] == false && openAI.purchases == 1)
                let page = try await root.get("/admin/providers").text
                #expect(page.contains("main") && page.contains("Usable"))
                let test = try await root.post("/admin/providers/act", ["test": "openai"])
                #expect(test.status == 303)
                let audit = try await root.get("/admin/audit").text
                for text in [page, audit, try await root.get("/admin/settings").text] {
                    #expect(!text.contains(OpenAISimulator.key))
                }
                #expect(audit.contains("provider-add failed"))
                #expect(try await root.post("/admin/providers/act", ["remove": "1"]).status == 303)
                #expect(try await customer.create(Orders.paid()).code == 505)
            }
        }
    }

    @Test func `a sheet of prices is looked at before it counts, and then counts everywhere`()
        async throws
    {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let root = try await Person.administrator(of: server)
            let paid = "openai-gpt-image-1-5-text-to-image-medium"
            let off = "openai-gpt-image-1-5-text-to-image-high"
            let sheet = """
                slug,size,cost_usd,price_usd,on
                \(paid),any,,0.035,yes
                \(off),any,,0.154,no
                """
            let wrong = try await root.post(
                "/admin/prices",
                ["do": "preview", "csv": sheet.replacing("0.035", with: "free")]
            )
            #expect(wrong.status == 422 && wrong.text.contains("Line 2"))
            let preview = try await root.post("/admin/prices", ["do": "preview", "csv": sheet])
            #expect(preview.text.contains("What the sheet changes: 2 rows"))
            #expect(preview.text.contains("$0.028") && preview.text.contains("on → off"))
            let base = String(
                try #require(preview.text.firstMatch(of: /name="base" value="(\w+)"/)).1
            )
            #expect(try await customer.balance().spent == .zero)
            _ = try await customer.ended(try await customer.order(Orders.paid()))
            #expect(try await customer.balance().spent == Orders.price)
            let apply = ["do": "apply", "csv": sheet, "base": base]
            #expect(try await root.post("/admin/prices", apply).status == 303)
            let stale = try await root.post("/admin/prices", apply)
            #expect(stale.status == 422 && stale.text.contains("changed meanwhile"))
            for _ in 0..<2 {
                let before = try await customer.balance().spent
                _ = try await customer.ended(try await customer.order(Orders.paid()))
                #expect(try await customer.balance().spent == before + MicroUSD(35_000))
                let order: JSONValue = ["model": .string(off), "input": ["prompt": "a fox"]]
                let refused = try await customer.create(order)
                #expect(refused.code == 505 && refused.message.contains("took it off"))
                let table = try await root.get("/pricing.csv").text
                #expect(table.contains("0.035") && !table.contains(paid + ",any,0.028"))
                try await server.terminate()
                try await server.start()
            }
            let family = try await root.get("/models/gpt-image-1-5").text
            #expect(family.contains("$0.0280 → $0.0350"))
            let back = "slug,size,cost_usd,price_usd,on\n\(paid),any,,0.028,yes"
            let again = try await root.post("/admin/prices", ["do": "preview", "csv": back])
            let mark = try #require(again.text.firstMatch(of: /name="base" value="(\w+)"/)).1
            let undo = ["do": "apply", "csv": back, "base": String(mark)]
            #expect(try await root.post("/admin/prices", undo).status == 303)
            let history = try await root.get("/models/gpt-image-1-5").text
            #expect(history.contains("$0.0350 → $0.0280") && history.contains("set here on "))
        }
    }

    @Test func `what fails at customers' addresses is seen, and everybody's tasks`()
        async throws
    {
        try await ServerProcess.run(["AIGENERATE_EGRESS_ALLOW_CIDRS": "127.0.0.0/8"]) { server in
            let customer = try server.customer()
            let root = try await Person.administrator(of: server)
            let dead = "http://127.0.0.1:1/hook"
            let order = Orders.sandbox(more: ["callBackUrl": .string(dead)])
            let record = try await customer.ended(try await customer.order(order))
            let page = try await eventually("the failing address is listed") {
                let text = try await root.get("/admin/webhooks").text
                return text.contains(dead) ? text : nil
            }
            #expect(page.contains("/admin/users/1001"))
            let id = try #require(record["taskId"]?.stringValue)
            #expect(try await root.get("/admin/tasks").text.contains("/admin/tasks/\(id)"))
            let none = try await root.get("/admin/tasks?account=999999")
            #expect(none.text.contains("No task fits this filter."))
            #expect(try await root.get("/admin/tasks/\(id)").text.contains("&quot;state&quot;"))
        }
    }
}
