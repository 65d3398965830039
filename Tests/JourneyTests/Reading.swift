import Domain
import TestKit
import Testing

/// What can be read beside single tasks.
@Suite struct Reading {
    @Test func `a model is found by an alias with a slash, encoded or plain`() async throws {
        try await ServerProcess.run { server in
            let models = server.address + "/api/v1/models/"
            for name in ["gpt-image/1.5-text-to-image", "gpt-image%2F1.5-text-to-image"] {
                let answer = try await Call.send("GET", models + name)
                #expect(
                    answer.data["slug"] == "openai-gpt-image-1-5-text-to-image-medium",
                    "\(name)"
                )
            }
            let unknown = try await Call.send("GET", models + "gpt-image/1.6")
            #expect(unknown.status == 404)
            #expect(unknown.param == "slug")
            #expect(unknown.message.contains("'gpt-image/1.6'"))
        }
    }

    @Test func `the address in an error leads to its explanation`() async throws {
        try await ServerProcess.run { server in
            let refused = try await Call.send("GET", server.address + "/api/v1/chat/credit")
            let docs = try #require(refused.json["error"]?["docs"]?.stringValue)
            let parts = docs.split(separator: "#").map(String.init)
            let page = try await Call.send("GET", server.address + parts[0])
            #expect(page.status == 200)
            #expect(page["content-type"] == "text/html; charset=utf-8")
            #expect(page["content-security-policy"]?.contains("default-src 'none'") == true)
            #expect(page.text.contains("<h2 id=\"\(parts[1])\">"))
            let api = try await Call.send("GET", server.address + "/docs/jobs-api")
            #expect(api.text.contains("id=\"how-a-task-fails\""))
            #expect(api.text.contains("Bearer sk-aig-"))
            let plain = try await Call.send("GET", server.address + "/docs/errors.md")
            #expect(plain["content-type"] == "text/markdown; charset=utf-8")
            #expect(plain.text.hasPrefix("# Errors of the API"))
            let list = try await Call.send("GET", server.address + "/docs")
            #expect(list.text.contains("href=\"/docs/errors\""))
            for path in ["/docs/nothing", "/docs/..%2FLICENSE", "/docs/errors/", "/docs/.md"] {
                let answer = try await Call.send("GET", server.address + path)
                #expect([200, 404].contains(answer.status), "\(path)")
                #expect(answer.status == 404 || path == "/docs/errors/", "\(path)")
            }
        }
    }

    @Test func `lists filter, and their cursor misses nothing`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            var ids: [String] = []
            for index in 0..<5 {
                let isOdd = index % 2 == 1
                ids.append(
                    try await customer.order(
                        Orders.sandbox(
                            isOdd ? "a fox !refuse" : "a fox",
                            more: ["metadata": ["team": .string(isOdd ? "red" : "blue")]]
                        )
                    )
                )
            }
            for id in ids { _ = try await customer.ended(id) }
            func list(_ query: String) async throws -> (ids: [String], next: String?) {
                let data = try await customer.get("/api/v1/jobs/list?\(query)").data
                let tasks = data["tasks"]?.arrayValue ?? []
                return (
                    tasks.compactMap { $0["taskId"]?.stringValue }, data["nextCursor"]?.stringValue
                )
            }
            var seen: [String] = []
            var cursor = ""
            for count in [2, 2, 1] {
                let page = try await list("limit=2\(cursor)")
                #expect(page.ids.count == count)
                seen += page.ids
                cursor = page.next.map { "&cursor=\($0)" } ?? ""
            }
            #expect(cursor.isEmpty)
            #expect(seen == ids.reversed())
            #expect(try await list("state=fail").ids == [ids[3], ids[1]])
            #expect(try await list("metadata%5Bteam%5D=red").ids == [ids[3], ids[1]])
            #expect(try await list("metadata[team]=blue").ids == [ids[4], ids[2], ids[0]])
            #expect(try await list("model=sandbox-slow").ids == [])
            #expect(try await list("from=99999999999999").ids == [])
            #expect(try await customer.get("/api/v1/jobs/list?colour=red").status == 400)
            #expect(try await customer.get("/api/v1/jobs/list?state=done").status == 400)
            #expect(try await customer.get("/api/v1/jobs/list?limit=101").status == 400)
        }
    }

    @Test func `models, balance and metrics tell the same story`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            _ = try await customer.ended(try await customer.order(Orders.paid()))
            _ = try await customer.ended(try await customer.order(Orders.sandbox("a fox")))
            let sandbox = try await customer.get("/api/v1/models/sandbox-instant").data
            #expect(sandbox["successRate"] == 1 && sandbox["tasks"] == 1)
            let models = try await Call.send("GET", server.address + "/api/v1/models").data
            let slugs = models.arrayValue?.compactMap { $0["slug"]?.stringValue } ?? []
            #expect(slugs.contains("sandbox-instant"))
            let slug = "openai-gpt-image-1-5-text-to-image-medium"
            let model = try await customer.get("/api/v1/models/\(slug)").data
            #expect(model["usd"] == .decimal("0.028"))
            #expect(model["credits"] == 4)
            #expect(model["state"] == "sandbox")
            // The Sandbox, drawing in its place, says nothing of it.
            #expect(model["successRate"] == .null && model["tasks"] == 0)
            #expect(model["input_schema"]?["properties"]?["prompt"] != nil)
            let alias = try await customer.get("/api/v1/models/gpt-image%2F1.5-text-to-image")
            #expect([200, 404].contains(alias.status))
            let balance = try await customer.balance()
            #expect(balance.available + balance.spent == MicroUSD(10_000_000))
            let proxied = try await Call.send(
                "GET",
                server.address + "/metrics",
                headers: [("X-Forwarded-For", "203.0.113.7")]
            )
            #expect(proxied.status == 404)
            let metrics = try await Call.send("GET", server.address + "/metrics").text
            #expect(metrics.contains("aigenerate_credits_total{kind=\"spent\"} 4\n"))
            #expect(metrics.contains("aigenerate_credits_total{kind=\"held\"} 0\n"))
            #expect(
                metrics.contains(
                    "aigenerate_tasks_total{model=\"\(slug)\",provider=\"sandbox\",status=\"success\"} 1"
                )
            )
            for path in ["/healthz", "/readyz"] {
                #expect(try await Call.send("GET", server.address + path).status == 200)
            }
        }
    }
}
