import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    /// A provider refuses one of our keys.
    @Suite struct RefusedKeys {
        private static let bad = "sk-proj-refused-canary-7788"

        private func add(
            _ name: String,
            key: String,
            to server: ServerProcess,
            _ more: [String] = []
        ) async throws {
            let file = server.folder.appending(component: "key-\(UUID().uuidString)")
            try Data(key.utf8).write(to: file)
            let ending = try await server.command(
                ["admin", "provider", "add", name, "--key-file", file.path] + more
            )
            #expect(ending.code == 0, "\(ending.errors)")
        }

        private func openAI(_ server: ServerProcess) async throws -> JSONValue {
            let list = try await server.admin("provider", "list").arrayValue ?? []
            return try #require(list.first { $0["provider"] == "openai" })
        }

        /// A refused key failed every order for a minute although a good one stood beside it.
        @Test func `a refused key fails no order while a good one stands beside it`() async throws {
            try await OpenAISimulator.run { openAI in
                let settings = openAI.settings.merging(["OPENAI_API_KEY": Self.bad]) { $1 }
                try await ServerProcess.run(settings) { server in
                    let customer = try server.customer()
                    let root = try await Person.administrator(of: server)
                    try await add("openai", key: OpenAISimulator.key, to: server)
                    for _ in 0..<4 {
                        let id = try await customer.order(Orders.paid())
                        let record = try await customer.ended(id)
                        #expect(record["state"] == "success", "\(record)")
                    }
                    let refused = openAI.requests.count { $0.method == "POST" && $0.status == 401 }
                    #expect((openAI.purchases, refused) == (4, 1))
                    #expect(server.log.contains("The provider refuses this key"))
                    let page = try await root.get("/admin/providers").text
                    #expect(page.contains("1 of 2 keys refused"))
                    #expect(page.contains("wrong, revoked or expired"))
                    let said = try await self.openAI(server)["environmentKeyRefused"]?["says"]
                    // The next start knows it before any order.
                    try await server.terminate()
                    try await server.start()
                    #expect(try await self.openAI(server)["environmentKeyRefused"]?["says"] == said)
                    #expect(said?.stringValue?.contains("Replace it") == true)
                    for text in [page, server.log] { #expect(!text.contains("canary")) }
                }
            }
        }

        @Test func `a model whose only key is refused is not called available`() async throws {
            try await OpenAISimulator.run { openAI in
                let settings = openAI.settings.merging(["OPENAI_API_KEY": Self.bad]) { $1 }
                try await ServerProcess.run(settings) { server in
                    let customer = try server.customer()
                    func states() async throws -> [JSONValue?] {
                        let model = try await customer.get(
                            "/api/v1/models/openai-gpt-image-1-5-text-to-image-medium"
                        )
                        let up = try await self.openAI(server)["usable"]
                        return [model.data["state"], up]
                    }
                    #expect(try await states() == ["live", true])
                    let id = try await customer.order(Orders.paid())
                    #expect(try await customer.ended(id)["state"] == "fail")
                    #expect(try await states() == ["unavailable", false])
                    // A good key makes it available again at once.
                    try await add("openai", key: OpenAISimulator.key, to: server)
                    #expect(try await states() == ["live", true])
                    #expect(try await customer.balance().spent == .zero)
                    try await server.audit()
                }
            }
        }

        @Test(arguments: [
            SimulatorFault.outOfQuota(code: "credit_balance_exhausted"), .billingHardLimit,
            .bare(status: 402), .bare(status: 403),
            .apiError(
                status: 404,
                type: "invalid_request_error",
                code: "model_not_found",
                message: "The model does not exist or you do not have access to it."
            ),
        ])
        func `nor does one whose account cannot buy`(_ fault: SimulatorFault) async throws {
            try await OpenAISimulator.run { openAI in
                try await ServerProcess.run(openAI.settings) { server in
                    let customer = try server.customer()
                    try await add("openai", key: OpenAISimulator.key, to: server)
                    openAI.next(fault)
                    let record = try await customer.ended(try await customer.order(Orders.paid()))
                    #expect(record["state"] == "success", "\(record)")
                    #expect(openAI.purchases == 1)
                    #expect(try await self.openAI(server)["refusedKeys"] == 1)
                }
            }
        }

        /// Customers read the name that the operator had given to an account.
        @Test func `without a good key the customer reads the model's name and nothing of ours`()
            async throws
        {
            try await OpenAISimulator.run { openAI in
                let settings = ["AIGENERATE_OPENAI_BASE_URL": OpenAISimulator.deadURL]
                try await ServerProcess.run(settings) { server in
                    let customer = try server.customer()
                    let more = ["--base-url", openAI.baseURL, "--no-test"]
                    try await add("acme-spare-9", key: Self.bad, to: server, more)
                    let model = "openai-gpt-image-1-5-text-to-image-medium"
                    for _ in 0..<2 {
                        let id = try await customer.order(Orders.paid())
                        let record = try await customer.ended(id)
                        #expect(record["failClass"] == "provider_error")
                        let says = record["failMsg"]?.stringValue ?? ""
                        #expect(says.hasPrefix("'\(model)' cannot be served"), "\(says)")
                        #expect(!record.text().contains("acme"), "\(record)")
                    }
                    let wire = try await customer.post(
                        "/v1/images/generations",
                        ["model": .string(model), "prompt": "a fox"]
                    )
                    #expect(wire.status >= 400)
                    #expect(!wire.text.contains("acme") && !wire.text.contains("canary"))
                    let list = try await customer.get("/api/v1/jobs/list")
                    #expect(!list.text.contains("acme"))
                    #expect(server.log.contains("acme-spare-9"), "The operator reads it.")
                    #expect(!server.log.contains("canary"))
                }
            }
        }
    }
}
