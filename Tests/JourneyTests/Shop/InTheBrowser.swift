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
            let visitor = Person(server)
            let form = [
                ("prompt", "a fox"), ("n", "1"), ("variant", "sandbox-instant"), ("blind", "on"),
                ("variant", "sandbox-flaky"),
            ]
            let run = try #require(try await visitor.submit("/playground", form)["location"])
            let setUp = try #require(server.greeting.firstMatch(of: /\/setup\?t=\S+/)).0
            let paths = [
                "/login", "/signup", "/reset", String(setUp), String(run.split(separator: "#")[0]),
                run.split(separator: "#")[0] + "?view=table",
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
        // With everything there is to see: a till, and another way to sign in.
        let settings = [
            "AIGENERATE_OIDC_ISSUER": "http://127.0.0.1:9", "AIGENERATE_OIDC_CLIENT_ID": "shop",
        ]
        try await StripeDesk.run { desk in
            try await OpenAISimulator.run { simulator in
                let all = settings.merging(desk.settings) { $1 }
                try await ServerProcess.run(all.merging(simulator.settings) { $1 }) { server in
                    try await lookAtOwnPages(server)
                }
            }
        }
    }

    private func lookAtOwnPages(_ server: ServerProcess) async throws {
        let customer = try server.customer()
        let person = try await Person.administrator(of: server)
        var task = ""
        let prompts = ["a fox", "[fault moderated-input] a fox", "[fault redirect x] a long name"]
        for prompt in prompts {
            let record = try await customer.ended(try await customer.order(Orders.paid(prompt)))
            if task.isEmpty { task = record["taskId"]?.stringValue ?? "" }
        }
        let form = [
            ("prompt", "a fox"), ("n", "1"), ("variant", "sandbox-instant"),
            ("variant", "sandbox-flaky"),
        ]
        let run = try await person.submit("/playground", form)["location"] ?? ""
        let order = ["usd": "25"]
        let topUp = try await person.post("/dashboard/billing/top-ups", order)["location"] ?? ""
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
            "/dashboard/settings/second-step", topUp, "/login/sso/return",
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

    @Test func `what only a form's answer shows is accessible and narrow too`() async throws {
        try await OpenAISimulator.run { simulator in
            try await ServerProcess.run { server in
                let root = try await Person.administrator(of: server)
                try await PythonJourney.browser(
                    "answers",
                    at: server,
                    [
                        "cookie": .text(root.session), "price_column": "price_usd",
                        "somewhere": .string(simulator.baseURL), "nowhere": "http://127.0.0.1:9/v1",
                        "key": .string(OpenAISimulator.key),
                    ]
                )
            }
        }
    }

    @Test func `forms work at a name of one's own network, unencrypted`() async throws {
        try await ServerProcess.run { server in
            _ = try await Person.administrator(of: server)
            try await PythonJourney.browser("own_network", at: server)
        }
    }

    @Test func `a shop of three hundred variants is as light`() async throws {
        try await ServerProcess.run(["AIGENERATE_CATALOG_COPIES": "14"]) { server in
            let root = try await Person.administrator(of: server)
            let rows = try await root.get("/pricing.csv").text.split(whereSeparator: \.isNewline)
            // A variant has a row for each of its sizes.
            let variants = Set(rows.dropFirst().map { $0.split(separator: ",")[1] })
            #expect(variants.count > 300)
            for (budget, paths) in [
                (25_000, ["/", "/models", "/pricing", "/status", "/docs/api"]),
                (40_000, ["/playground", "/dashboard/tasks", "/admin/prices", "/admin/queue"]),
            ] {
                try await PythonJourney.browser(
                    "weigh",
                    at: server,
                    [
                        "paths": .array(paths.map(JSONValue.string)),
                        "budget": .int(Int64(budget)), "cookie": .text(root.session),
                    ]
                )
            }
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

    @Test func `somebody new comes from the home page to a top-up, with scripts and without`()
        async throws
    {
        try await OpenAISimulator.run { simulator in
            try await StripeDesk.run { desk in
                try await WebhookReceiver.run { receiver in
                    // The first delivery of each walk fails for good, what is sent again does not.
                    receiver.next(.status(410), .status(200), .status(410), .status(200))
                    let settings = simulator.settings.merging(desk.settings) { $1 }
                    try await ServerProcess.run(settings) { server in
                        try await desk.tell(server)
                        let log = server.folder.appending(component: "serve-1.err").path
                        try await PythonJourney.browser(
                            "day",
                            at: server,
                            [
                                "log": .string(log), "hook": .string(receiver.url()),
                                "stripe": .string(desk.address),
                            ]
                        )
                    }
                }
            }
        }
    }

    @Test func `everything is reached and used by the keyboard alone`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            _ = try await Person.administrator(of: server)
            let record = try await customer.ended(try await customer.order(Orders.paid("a fox")))
            let task = try #require(record["taskId"]?.stringValue)
            let paths = [
                "/", "/models/gpt-image-1-5", "/models/sandbox/sandbox-instant", "/pricing",
                "/docs/errors",
                "/playground", "/dashboard", "/dashboard/tasks", "/dashboard/tasks/\(task)",
                "/dashboard/keys", "/dashboard/usage", "/dashboard/billing", "/dashboard/webhooks",
                "/dashboard/settings", "/admin", "/admin/providers", "/admin/prices",
                "/admin/users",
                "/admin/users/1001", "/admin/codes", "/admin/queue", "/admin/tasks",
            ]
            try await PythonJourney.browser(
                "keyboard",
                at: server,
                ["paths": .array(paths.map(JSONValue.string))]
            )
        }
    }
}
