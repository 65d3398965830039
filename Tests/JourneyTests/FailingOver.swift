import Domain
import Foundation
import TestKit
import Testing

/// Two addresses of OpenAI's API: what surely was not bought at the first is bought at the second.
@Suite struct FailingOver {
    /// A server that buys at `first`, and at `second` under the name of `west`.
    private func run(
        _ body: (ServerProcess, OpenAISimulator, OpenAISimulator) async throws -> Void
    ) async throws {
        try await OpenAISimulator.run { first in
            try await OpenAISimulator.run { second in
                try await ServerProcess.run(first.settings) { server in
                    try await add("west", second.baseURL, to: server)
                    try await body(server, first, second)
                }
            }
        }
    }

    private func add(_ name: String, _ url: String, to server: ServerProcess) async throws {
        try await server.admin(
            "provider",
            "add",
            name,
            "--base-url",
            url,
            "--key-file",
            try keyFile(server)
        )
    }

    private func keyFile(_ server: ServerProcess) throws -> String {
        let file = server.folder.appending(component: "provider-key")
        try Data(OpenAISimulator.key.utf8).write(to: file)
        return file.path
    }

    /// Orders one picture and waits for its end.
    private func buy(_ server: ServerProcess) async throws -> (Customer, JSONValue) {
        let customer = try server.customer()
        return (customer, try await customer.ended(try await customer.order(Orders.paid())))
    }

    private func bought(at simulator: OpenAISimulator) -> Int {
        simulator.requests.count { $0.method == "POST" }
    }

    /// Who was asked, in order. The customer's record has no name of the operator's own making.
    private func providers(_ record: JSONValue, _ server: ServerProcess) async throws -> [String] {
        let shown = record["attempts"]?.arrayValue?.map { $0["provider"] } ?? []
        #expect(!shown.isEmpty && shown.allSatisfy { $0 == "openai" })
        let task = record["taskId"]?.stringValue ?? ""
        let rows = try await server.rows(
            "SELECT provider FROM attempt WHERE task_id = '\(task)' ORDER BY number"
        )
        return rows.compactMap { $0["provider"]?.stringValue }
    }

    @Test(arguments: [
        SimulatorFault.serverError(status: 500), .rateLimited(retryAfter: "30"),
        .outOfQuota(code: "credit_balance_exhausted"),
    ])
    func `what the first did not sell is bought at the second, at once`(
        _ fault: SimulatorFault
    ) async throws {
        try await run { server, first, second in
            first.next(fault)
            let (customer, record) = try await buy(server)
            #expect(record["state"] == "success", "\(record)")
            #expect(try await providers(record, server) == ["openai", "west"])
            #expect((first.purchases, second.purchases) == (0, 1))
            #expect(try await customer.balance().spent == Orders.price)
            let costs = try await server.rows("SELECT provider, amount FROM cost")
            #expect(costs == [["provider": "west", "amount": 34_000]])
        }
    }

    @Test(arguments: [SimulatorFault.cut(reset: true), .proxyError(status: 502), .garbage])
    func `what may have been bought at the first is not bought at the second`(
        _ fault: SimulatorFault
    ) async throws {
        try await run { server, first, second in
            first.next(fault)
            let (customer, record) = try await buy(server)
            #expect(record["state"] == "fail")
            #expect(try await providers(record, server) == ["openai"])
            #expect(bought(at: second) == 0)
            #expect(try await customer.balance().spent == .zero)
        }
    }

    @Test func `an endpoint outlives a restart, sells alone, and goes with its last key`()
        async throws
    {
        try await OpenAISimulator.run { west in
            try await ServerProcess.run { server in
                try await add("west", west.baseURL, to: server)
                try await server.terminate()
                try await server.start()
                let (customer, record) = try await buy(server)
                #expect(record["state"] == "success", "\(record)")
                #expect(try await providers(record, server) == ["west"])
                let listed = try await server.admin("provider", "list").arrayValue ?? []
                let entry = try #require(listed.first { $0["provider"] == "west" })
                #expect(entry["baseUrl"] == .string(west.baseURL))
                let key = try #require(entry["keys"]?.arrayValue?.first?["providerKeyId"])
                try await server.admin("provider", "remove", key.stringValue ?? "")
                let left = try await server.admin("provider", "list").arrayValue ?? []
                #expect(left.compactMap { $0["provider"]?.stringValue } == ["sandbox", "openai"])
                let refused = try await customer.create(Orders.paid())
                #expect(refused.code == 505)
            }
        }
    }

    @Test(arguments: [
        ("openai", "http://127.0.0.1:1/v1", "built in"),
        ("West", "http://127.0.0.1:1/v1", "letters"),
        ("west", "ftp://127.0.0.1/v1", "--base-url"),
        ("west", "http://127.0.0.1:1/v1", "not added"),
    ])
    func `an endpoint that cannot be used is not added`(
        _ name: String,
        _ url: String,
        _ says: String
    ) async throws {
        try await ServerProcess.run { server in
            let ending = try await server.command([
                "admin", "provider", "add", name, "--base-url", url, "--key-file",
                try keyFile(server),
            ])
            #expect(ending.code == 2)
            #expect(ending.errors.contains(says), "\(ending.errors)")
            let listed = try await server.admin("provider", "list").arrayValue ?? []
            #expect(listed.count == 2)
        }
    }
}
