import Domain
import Foundation
import TestKit
import Testing

/// The pages in Debian's Chromium: axe-core finds nothing on any of them, nothing scrolls sideways on
/// a telephone, and each is light.
@Suite struct InTheBrowser {
    @Test func `public pages are accessible, narrow, light and quiet`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            for prompt in ["a fox", "a fox !refuse", "a fox !fail"] {
                _ = try await customer.ended(try await customer.order(Orders.sandbox(prompt)))
            }
            let paths = [
                "/", "/models?q=flare", "/models?q=nothing+at+all", "/models/gpt-image-1-5",
                "/models/gpt-image-2/openai-gpt-image-2-text-to-image-low",
                "/models/sandbox/sandbox-instant", "/pricing", "/status", "/docs", "/docs/errors",
                "/docs/jobs-api", "/docs/configuration", "/docs/api", "/nothing", "/playground",
            ]
            try await PythonJourney.browser(
                "audit",
                at: server,
                ["paths": .array(paths.map(JSONValue.string)), "budget": 25_000]
            )
        }
    }

    @Test func `people's own pages are accessible, narrow, light and quiet too`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let person = try await Person.administrator(of: server)
            var task = ""
            for prompt in ["a fox", "a fox !refuse", "a fox with a rather long name !fail"] {
                let record = try await customer.ended(try await customer.order(Orders.paid(prompt)))
                if task.isEmpty { task = record["taskId"]?.stringValue ?? "" }
            }
            let form = [
                ("prompt", "a fox"), ("n", "1"), ("variant", "sandbox-instant"),
                ("variant", "sandbox-flaky"),
            ]
            let run = try await person.submit("/playground", form)["location"] ?? ""
            let caps = try await person.post(
                "/dashboard/keys",
                Person.scopes.merging(["name": "capped", "month": "5"]) { $1 }
            )
            let key = try #require(caps.text.firstMatch(of: /\/dashboard\/keys\/(\d+)\/revoke/)).1
            let paths = [
                "/dashboard", "/dashboard/tasks", "/dashboard/tasks?state=waiting",
                "/dashboard/tasks/\(task)", "/dashboard/keys", "/dashboard/keys/\(key)/revoke",
                "/dashboard/usage", "/dashboard/usage?by=user", "/dashboard/billing",
                "/dashboard/settings", "/signup", "/reset", "/playground", "/dashboard/webhooks",
                "/dashboard/keys/\(key)", "/dashboard/tasks/\(task)/delete",
                "/dashboard/settings/second-step",
                String(run.split(separator: "#")[0]),
            ]
            try await PythonJourney.browser(
                "audit",
                at: server,
                [
                    "paths": .array(paths.map(JSONValue.string)), "budget": 40_000,
                    "cookie": .text(person.session),
                ]
            )
        }
    }

    @Test func `operators' pages are accessible, narrow, light and quiet too`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let root = try await Person.administrator(of: server)
            let id = try await customer.order(Orders.paid("a fox"))
            let task = try #require(try await customer.ended(id)["taskId"]?.stringValue)
            _ = try await root.post("/admin/codes", ["usd": "3", "count": "1", "uses": "1"])
            _ = try await root.post("/admin/queue", ["do": "pause-model", "model": "sandbox-slow"])
            _ = try await customer.order(Orders.sandbox(model: "sandbox-slow"))
            let paths = [
                "/admin", "/admin/providers", "/admin/prices", "/admin/users", "/admin/users/1001",
                "/admin/codes", "/admin/queue", "/admin/tasks", "/admin/tasks/\(task)",
                "/admin/webhooks", "/admin/audit", "/admin/settings",
            ]
            try await PythonJourney.browser(
                "audit",
                at: server,
                [
                    "paths": .array(paths.map(JSONValue.string)), "budget": 40_000,
                    "cookie": .text(root.session),
                ]
            )
        }
    }

    @Test func `three variants are compared, with scripts and without`() async throws {
        try await ServerProcess.run { server in
            let person = try await Person.administrator(of: server)
            try await PythonJourney.browser(
                "playground",
                at: server,
                ["cookie": .text(person.session)]
            )
        }
    }

    @Test func `a variant's form, its JSON and its code follow each other`() async throws {
        try await ServerProcess.run { server in
            try await PythonJourney.browser("variant_form", at: server)
        }
    }

    @Test func `somebody new comes from the home page to a picture, with scripts and without`()
        async throws
    {
        try await ServerProcess.run { server in
            let log = server.folder.appending(component: "serve-1.err").path
            try await PythonJourney.browser("first_day", at: server, ["log": .string(log)])
        }
    }
}
