import Domain
import Foundation
import TestKit
import Testing

/// Keys with their limits, addresses that are told of every task, and what can be done with a task.
@Suite struct KeysAndWebhooks {
    private func make(
        _ person: Person,
        _ form: [String: String],
        scopes: [String: String] = Person.scopes
    ) async throws -> (key: String, path: String) {
        let filled = scopes.merging(["name": "k"]) { $1 }.merging(form) { $1 }
        let page = try await person.post("/dashboard/keys", filled).text
        let key = try #require(page.firstMatch(of: /sk-aig-[0-9A-Za-z]{44}/)).0
        let path = try #require(page.firstMatch(of: /href="(\/dashboard\/keys\/\d+)"/)).1
        return (String(key), String(path))
    }

    @Test func `a rotated key works under both secrets, with the same caps, for a day`()
        async throws
    {
        try await ServerProcess.run { server in
            let first = try server.customer()
            let person = try await Person.administrator(of: server)
            let (old, path) = try await make(person, ["month": "0.05", "day": "1"])
            _ = try await first.with(key: old).ended(
                try await first.with(key: old).order(Orders.paid())
            )
            let page = try await person.post(path + "/rotate").text
            let new = String(try #require(page.firstMatch(of: /sk-aig-[0-9A-Za-z]{44}/)).0)
            #expect(new != old)
            #expect(page.contains("Old secret until"))
            #expect(!(try await person.get(path).text.contains(new)))
            for key in [old, new] {
                let caller = first.with(key: key)
                #expect(try await caller.create(Orders.sandbox()).status == 200)
                // One key, one counter.
                #expect(try await caller.create(Orders.paid()).code == 433)
            }
            #expect(try await person.post(path + "/revoke").status == 303)
            for key in [old, new] {
                #expect(try await first.with(key: key).create(Orders.sandbox()).status == 401)
            }
            #expect(try await person.post(path + "/rotate").status == 404)
        }
    }

    @Test func `a key keeps to its models, networks, scopes and caps`() async throws {
        try await ServerProcess.run { server in
            let first = try server.customer()
            let person = try await Person.administrator(of: server)
            let (narrow, path) = try await make(
                person,
                ["models": "sandbox-instant", "networks": "127.0.0.0/8", "expires": "2999-01-01"]
            )
            let caller = first.with(key: narrow)
            #expect(try await caller.create(Orders.sandbox()).status == 200)
            #expect(try await caller.create(Orders.paid()).status == 403)
            let page = try await person.get(path).text
            #expect(page.contains("127.0.0.0/8") && page.contains("2999-01-01"))
            let (elsewhere, _) = try await make(person, ["networks": "203.0.113.0/24"])
            #expect(try await first.with(key: elsewhere).create(Orders.sandbox()).status == 403)
            let (reader, _) = try await make(person, [:], scopes: ["scope-read": "on"])
            #expect(try await first.with(key: reader).create(Orders.sandbox()).status == 403)
            #expect(try await first.with(key: reader).get("/api/v1/chat/credit").status == 200)
            let wrong = try await person.post(
                "/dashboard/keys",
                ["name": "k", "models": "nothing", "networks": "here", "expires": "2020-01-01"]
            )
            #expect(wrong.status == 422)
            for note in ["no model &#39;nothing&#39;", "is no network", "a day to come"] {
                #expect(wrong.text.contains(note), "\(note)")
            }
            let nothing = try await person.post("/dashboard/keys", ["name": "k", "kind": "test"])
            #expect(nothing.status == 422 && nothing.text.contains("Tick at least one thing"))
            #expect(nothing.text.contains("value=\"test\" checked"))
            #expect(!nothing.text.contains("name=\"scope-manage\" checked"))
            let set = try await person.post(path, ["hour": "0.01", "total": "2"])
            #expect(set["location"] == path + "?changed=1")
            let shown = try await person.get(path).text
            #expect(shown.contains("$0.0000 of $0.0100") && shown.contains("of $2.0000"))
        }
    }

    @Test func `an address is told of every task, and of the newest when it is tested`()
        async throws
    {
        try await WebhookReceiver.run { receiver in
            let settings = ["AIGENERATE_EGRESS_ALLOW_CIDRS": "127.0.0.0/8"]
            try await ServerProcess.run(settings) { server in
                let customer = try server.customer()
                let person = try await Person.administrator(of: server)
                let url = receiver.url("/all")
                let bad = try await person.post(
                    "/dashboard/webhooks",
                    ["url": "ftp://x", "success": "on"]
                )
                #expect(bad.status == 422 && bad.text.contains("value=\"ftp://x\""))
                let none = try await person.post("/dashboard/webhooks", ["url": url])
                #expect(none.status == 422 && none.text.contains("at least one"))
                let added = try await person.post(
                    "/dashboard/webhooks",
                    ["url": url, "failure": "on"]
                )
                #expect(added.status == 303)
                _ = try await customer.ended(try await customer.order(Orders.sandbox()))
                let failed = try await customer.ended(
                    try await customer.order(Orders.sandbox("a fox !fail"))
                )
                let id = try #require(failed["taskId"]?.stringValue)
                #expect(try await receiver.received(1).last?.data["taskId"] == .string(id))
                let page = try await eventually("it is listed as delivered") {
                    let text = try await person.get("/dashboard/webhooks?state=delivered").text
                    return text.contains("/dashboard/tasks/\(id)") ? text : nil
                }
                let delivery = try #require(page.firstMatch(of: /value="(evt_[^"]+)"/)).1
                _ = try await person.post(
                    "/dashboard/webhooks/act",
                    ["do": "resend", "id": String(delivery)]
                )
                #expect(try await receiver.received(2).last?.data["taskId"] == .string(id))
                let endpoint = try #require(page.firstMatch(of: /value="(we_[^"]+)"/)).1
                _ = try await person.post(
                    "/dashboard/webhooks/act",
                    ["do": "test", "id": String(endpoint)]
                )
                #expect(try await receiver.received(3).last?.data["taskId"] == .string(id))
                let secret = try await person.post("/dashboard/webhooks/secret", ["do": "show"])
                let text = try #require(secret.text.firstMatch(of: /whsec_[A-Za-z0-9+\/=]+/)).0
                let other = try await person.post("/dashboard/webhooks/secret", ["do": "rotate"])
                #expect(!other.text.contains(text) && other.text.contains("whsec_"))
                for act in ["off", "on", "remove"] {
                    let form = ["do": act, "id": String(endpoint)]
                    #expect(try await person.post("/dashboard/webhooks/act", form).status == 303)
                }
                let gone = ["do": "test", "id": String(endpoint)]
                #expect(try await person.post("/dashboard/webhooks/act", gone).status == 404)
            }
        }
    }

    @Test func `an address that says it is gone is turned off, and failures are sent again`()
        async throws
    {
        try await WebhookReceiver.run { receiver in
            let settings = ["AIGENERATE_EGRESS_ALLOW_CIDRS": "127.0.0.0/8"]
            try await ServerProcess.run(settings) { server in
                let customer = try server.customer()
                let person = try await Person.administrator(of: server)
                receiver.serve(.status(410), at: "/gone")
                let url = receiver.url("/gone")
                _ = try await person.post("/dashboard/webhooks", ["url": url, "success": "on"])
                _ = try await customer.ended(try await customer.order(Orders.sandbox()))
                let page = try await eventually("it is turned off") {
                    let text = try await person.get("/dashboard/webhooks").text
                    return text.contains("Turn on") ? text : nil
                }
                #expect(page.contains("Given up") && page.contains("status 410"))
                receiver.serve(.status(200), at: "/gone")
                let again = try await person.post(
                    "/dashboard/webhooks/act",
                    ["do": "resend-failed", "since": "2026-01-01"]
                )
                #expect(again["location"] == "/dashboard/webhooks?resent=1")
                _ = try await eventually("it arrives") {
                    let text = try await person.get("/dashboard/webhooks?state=delivered").text
                    return text.contains("/gone") ? text : nil
                }
            }
        }
    }

    @Test func `a task is run again once for a press, edited, and its pictures deleted`()
        async throws
    {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let person = try await Person.administrator(of: server)
            let record = try await customer.ended(try await customer.order(Orders.paid("a hen")))
            let id = try #require(record["taskId"]?.stringValue)
            let path = "/dashboard/tasks/\(id)"
            let page = try await person.get(path).text
            #expect(page.contains("Run again · 4.00 credits, $0.0280"))
            let token = String(try #require(page.firstMatch(of: /name="token" value="([^"]+)"/)).1)
            let cheap = try await person.post(path + "/again", ["token": "x", "most": "27999"])
            #expect(cheap.status == 422)
            let form = ["token": token, "most": "28000"]
            let runs = [
                try await person.post(path + "/again", form),
                try await person.post(path + "/again", form),
            ]
            #expect(runs[0]["location"] == runs[1]["location"] && runs[0]["location"] != path)
            let new = String(try #require(runs[0]["location"]).split(separator: "/")[2])
            #expect(try await customer.ended(new)["state"] == "success")
            #expect(try await customer.balance().spent == Orders.price * 2)
            let edit = String(try #require(page.firstMatch(of: /href="([^"]+\?task=[^"#]+)/)).1)
            #expect(try await person.get(edit).text.contains("a hen"))
            #expect(!(try await Person(server).get(edit).text.contains("a hen")))
            let url = try #require(record["outputs"]?.arrayValue?.first?["url"]?.stringValue)
            #expect(try await Call.send("GET", url).status == 200)
            #expect(try await person.get(path + "/delete").text.contains("Delete 1 picture?"))
            #expect(try await person.post(path + "/delete").status == 303)
            #expect(try await Call.send("GET", url).status == 404)
            let after = try await person.get(path).text
            #expect(after.contains("The pictures were deleted"))
            #expect(try await customer.balance().spent == Orders.price * 2)
        }
    }
}
