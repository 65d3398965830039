import Domain
import TestKit
import Testing

/// Every operation of `/openapi.json` with every kind of key: what the document says a key needs is
/// what it needs, and what is another account's is as if it were not there.
@Suite struct Authorising {
    private struct Operation {
        let method: String
        let path: String
        /// nil: it needs no key.
        let scope: String?

        var name: String { "\(method) \(path)" }
    }

    /// OpenAI's clients can ask for it, and every key is refused.
    private static let nobodys = "DELETE /v1/models/{id}"

    private func operations(_ server: ServerProcess) async throws -> [Operation] {
        let document = try await Call.send("GET", server.address + "/openapi.json").json
        return (document["paths"]?.objectValue ?? [:]).sorted { $0.key < $1.key }
            .flatMap { path, item in
                (item.objectValue ?? [:]).sorted { $0.key < $1.key }.map { method, operation in
                    let needs = operation["security"]?.arrayValue?.first?["key"]
                    return Operation(
                        method: method.uppercased(),
                        path: path,
                        scope: needs?.arrayValue?.first?.stringValue
                    )
                }
            }
    }

    private func key(_ customer: Customer, _ options: String...) async throws -> String {
        let arguments = ["admin", "create-key", "--account", customer.account, "--json"] + options
        let ending = try await customer.server.command(arguments)
        return try JSONValue.parse(ending.output)["apiKey"]?.stringValue ?? ""
    }

    private func call(
        _ operation: Operation,
        _ server: ServerProcess,
        key: String?,
        place: String = "none"
    ) async throws -> Answer {
        try await Call.send(
            operation.method,
            server.address + operation.path.replacing(/\{[a-zA-Z]+\}/, with: place),
            headers: key.map { [("Authorization", "Bearer " + $0)] } ?? []
        )
    }

    @Test func `each operation takes the keys that the document says, and no others`()
        async throws
    {
        try await ServerProcess.run(["AIGENERATE_RATE_LIMIT_CREATES": "500"]) { server in
            let customer = try server.customer()
            let operations = try await operations(server)
            #expect(operations.count > 25)
            #expect(Set(operations.map(\.scope)) == [nil, "generate", "read", "manage"])
            var keys: [String: String] = [:]
            for scope in ["generate", "read", "manage"] {
                keys[scope] = try await key(customer, "--scopes", scope)
            }
            let bad: [String?] = [
                nil, "sk-aig-nothing", customer.key + "x", "",
                try await key(customer, "--expires", "2020-01-01"),
            ]
            let elsewhere = try await key(customer, "--allow-ip", "203.0.113.0/24")
            for operation in operations {
                guard let scope = operation.scope else {
                    let answer = try await call(operation, server, key: nil)
                    #expect(![401, 403].contains(answer.status) || operation.path.contains("file"))
                    continue
                }
                for key in bad {
                    let answer = try await call(operation, server, key: key)
                    #expect(answer.status == 401, "\(operation.name) \(key ?? "")")
                }
                let far = try await call(operation, server, key: elsewhere)
                #expect(far.status == 403, "\(operation.name) from elsewhere")
                for (granted, key) in keys {
                    let answer = try await call(operation, server, key: key)
                    let isRefused = [401, 403].contains(answer.status)
                    let isAllowed = granted == scope && operation.name != Self.nobodys
                    #expect(isRefused != isAllowed, "\(operation.name) with \(granted)")
                }
            }
        }
    }

    /// A request that names a thing.
    private struct Naming {
        let method: String
        let path: String
        var body: JSONValue?
    }

    @Test func `what is another account's is answered as what is not there`() async throws {
        try await WebhookReceiver.run { receiver in
            try await ServerProcess.run { server in
                let owner = try server.customer()
                let other = try await server.newCustomer()
                let order = Orders.sandbox(more: ["callBackUrl": .string(receiver.url("/a"))])
                let made = try await owner.create(order)
                let task = try #require(made.data["taskId"]?.stringValue)
                _ = try await owner.ended(task)
                _ = try await receiver.received(1)
                let listed = try await owner.get("/api/v1/webhooks/deliveries?taskId=" + task)
                let first = try #require(listed.data.arrayValue?.first, "\(listed.text)")
                let delivery = try #require(first["id"]?.stringValue, "\(listed.text)")
                let absent = [
                    task: "task_00000000000000000000000000",
                    delivery: String(delivery.prefix { $0 != "_" }) + "_00000000000000000000000000",
                ]
                let requests: [(String, (String) -> Naming)] = [
                    (task, { Naming(method: "GET", path: "/api/v1/jobs/recordInfo?taskId=" + $0) }),
                    (task, { Naming(method: "GET", path: "/api/v1/jobs/\($0)/events") }),
                    (
                        task,
                        {
                            Naming(
                                method: "POST",
                                path: "/api/v1/jobs/cancelTask",
                                body: ["taskId": .string($0)]
                            )
                        }
                    ),
                    (
                        task,
                        { Naming(method: "GET", path: "/api/v1/webhooks/deliveries?taskId=" + $0) }
                    ),
                    (
                        delivery,
                        { Naming(method: "POST", path: "/api/v1/webhooks/deliveries/\($0)/resend") }
                    ),
                ]
                for (id, request) in requests {
                    var texts: [String] = []
                    for id in [id, absent[id] ?? ""] {
                        let naming = request(id)
                        let answer = try await Call.send(
                            naming.method,
                            server.address + naming.path,
                            headers: [
                                ("Authorization", "Bearer " + other.key),
                                ("Content-Type", "application/json"),
                            ],
                            body: naming.body.map { $0.bytes() } ?? []
                        )
                        texts.append("\(answer.status) " + answer.text.replacing(id, with: "ID"))
                    }
                    #expect(texts[0] == texts[1])
                    #expect(texts[0].hasPrefix("404 "), "\(texts[0])")
                }
            }
        }
    }
}
