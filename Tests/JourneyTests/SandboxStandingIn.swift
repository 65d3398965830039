import Domain
import Foundation
import TestKit
import Testing

/// When the Sandbox draws in place of a provider, and what test keys are for.
@Suite struct SandboxStandingIn {
    @Test func `a test key draws everything in the Sandbox for nothing`() async throws {
        try await OpenAISimulator.run { openAI in
            try await ServerProcess.run(openAI.settings) { server in
                let customer = try await server.newCustomer()
                let tester = customer.with(key: customer.testKey)
                let record = try await tester.ended(try await tester.order(Orders.paid()))
                #expect(record["state"] == "success")
                #expect(record["sandbox"] == true)
                #expect(record["creditsConsumed"] == 0)
                #expect(record["payer"] == "none")
                #expect(openAI.requests.isEmpty)
                #expect(try await customer.balance().spent == .zero)
                let free = try await customer.ended(try await customer.order(Orders.sandbox()))
                #expect(free["creditsConsumed"] == 0)
                #expect(try await customer.balance().spent == .zero)
            }
        }
    }

    @Test func `it never stands in again once a key existed`() async throws {
        try await OpenAISimulator.run { openAI in
            let settings = ["AIGENERATE_OPENAI_BASE_URL": openAI.baseURL]
            try await ServerProcess.run(settings) { server in
                let customer = try server.customer()
                let drawn = try await customer.ended(try await customer.order(Orders.paid()))
                #expect(drawn["sandbox"] == true)
                let grant = ["admin", "grant", "--account", "local", "--usd", "5", "--paid"]
                let refused = try await server.command(grant)
                #expect(refused.code == 2)
                #expect(refused.errors.contains("Sandbox stands in"))
                let file = server.folder.appending(component: "key").path
                try Data(OpenAISimulator.key.utf8).write(to: URL(filePath: file))
                let added = try await server.admin("provider", "add", "openai", "--key-file", file)
                let bought = try await customer.ended(try await customer.order(Orders.paid()))
                #expect(bought["sandbox"] == false)
                #expect(try await server.command(grant).code == 0)
                let id = try #require(added["providerKeyId"]?.stringValue)
                try await server.admin("provider", "remove", id)
                try await isNotOffered(customer)
                try await server.terminate()
                try await server.start()
                try await isNotOffered(customer)
                // Paid credit must buy real pictures.
                try await server.terminate()
                let always = ["AIGENERATE_SANDBOX": "always"]
                let error = await #expect(throws: ServerStopped.self) {
                    try await server.start(always)
                }
                #expect(
                    error?.ending.errors.contains("paid credit remains") == true
                        || error?.ending.errors.contains("hold paid credit") == true
                )
                try await server.start()
            }
        }
    }

    private func isNotOffered(_ customer: Customer) async throws {
        let answer = try await customer.create(Orders.paid())
        #expect(answer.status == 403)
        #expect(answer.code == 505)
        #expect(answer.errorType == "model_not_available")
        let model = try await customer.get(
            "/api/v1/models/openai-gpt-image-1-5-text-to-image-medium"
        )
        #expect(model.data["state"] == "not_offered")
    }

    @Test func `never means no standing in, and the Sandbox's own variants stay`() async throws {
        try await ServerProcess.run(["AIGENERATE_SANDBOX": "never"]) { server in
            let customer = try server.customer()
            try await isNotOffered(customer)
            let free = try await customer.ended(try await customer.order(Orders.sandbox()))
            #expect(free["state"] == "success")
        }
    }

    @Test func `always stands in beside a key`() async throws {
        try await OpenAISimulator.run { openAI in
            let settings = openAI.settings.merging(["AIGENERATE_SANDBOX": "always"]) { $1 }
            try await ServerProcess.run(settings) { server in
                let customer = try server.customer()
                let record = try await customer.ended(try await customer.order(Orders.paid()))
                #expect(record["sandbox"] == true)
                #expect(record["notice"]?.stringValue?.contains("Sandbox") == true)
                #expect(openAI.requests.isEmpty)
            }
        }
    }
}
