package import Domain

/// Somebody with a key, calling the API.
package struct Customer: Sendable {
    package let server: ServerProcess
    package let key: String
    /// As `admin --account` takes it.
    package let account: String
    package var testKey = ""
    package var webhookSecret = ""
    /// As `admin --key` takes it, when the test made the key.
    package var keyID = ""

    /// The same account under another key.
    package func with(key: String) -> Customer {
        var customer = Customer(server: server, key: key, account: account)
        customer.webhookSecret = webhookSecret
        return customer
    }

    package func get(_ path: String) async throws -> Answer {
        try await Call.send("GET", server.address + path, headers: headers)
    }

    package func post(
        _ path: String,
        _ body: JSONValue,
        headers more: [(String, String)] = []
    ) async throws -> Answer {
        try await Call.send(
            "POST",
            server.address + path,
            headers: headers + [("Content-Type", "application/json")] + more,
            body: body.bytes()
        )
    }

    package var headers: [(String, String)] { [("Authorization", "Bearer \(key)")] }

    package func create(
        _ body: JSONValue,
        headers: [(String, String)] = []
    ) async throws -> Answer {
        try await post("/api/v1/jobs/createTask", body, headers: headers)
    }

    /// Orders, and returns the task's id.
    ///
    /// - Throws: `NotAccepted` with the answer.
    package func order(_ body: JSONValue) async throws -> String {
        let answer = try await create(body)
        guard answer.status == 200, let id = answer.data["taskId"]?.stringValue else {
            throw NotAccepted(answer: answer)
        }
        return id
    }

    /// recordInfo's object.
    package func record(_ id: String) async throws -> JSONValue {
        let answer = try await get("/api/v1/jobs/recordInfo?taskId=\(id)")
        guard answer.status == 200 else { throw NotAccepted(answer: answer) }
        return answer.data
    }

    /// The record once the task has ended.
    package func ended(_ id: String) async throws -> JSONValue {
        try await reached(["success", "fail"], id)
    }

    /// The record once it is in one of these states.
    package func reached(_ states: Set<String>, _ id: String) async throws -> JSONValue {
        try await eventually("\(id) is \(states.sorted())") {
            let record = try await record(id)
            // Said with its type: a bare nil would be JSON's null.
            let none: JSONValue? = .none
            return states.contains(record["state"]?.stringValue ?? "") ? record : none
        }
    }

    package func cancel(_ id: String) async throws -> Answer {
        try await post("/api/v1/jobs/cancelTask", ["taskId": .string(id)])
    }

    /// Available credits as they stand in the answer: `1424.57`.
    package func credits() async throws -> JSONValue {
        try await get("/api/v1/chat/credit").data
    }

    /// Available, held and spent in whole micro-USD.
    package func balance() async throws -> (available: MicroUSD, held: MicroUSD, spent: MicroUSD) {
        let data = try await get("/api/v1/account/balance").data
        func amount(_ name: String) -> MicroUSD {
            switch data[name]?["usd"] {
            case .int(let dollars): MicroUSD(dollars * 1_000_000)
            case .decimal(let text): MicroUSD(dollars: text) ?? .zero
            default: .zero
            }
        }
        return (amount("available"), amount("held"), amount("spent"))
    }
}

package struct NotAccepted: Error, CustomStringConvertible {
    package let answer: Answer
    package init(answer: Answer) { self.answer = answer }
    package var description: String { "\(answer.status) \(answer.text)" }
}

/// Bodies that many journeys order.
package enum Orders {
    /// Free, drawn by the Sandbox in a moment.
    package static func sandbox(
        _ prompt: String = "a fox",
        model: String = "sandbox-instant",
        count: Int64 = 1,
        more: [String: JSONValue] = [:]
    ) -> JSONValue {
        let input: JSONValue = [
            "prompt": .string(prompt), "size": "64x64", "n": .int(count), "seed": 7,
        ]
        return .object(["model": .string(model), "input": input].merging(more) { $1 })
    }

    /// 4 credits a picture: 28,000 micro-USD.
    package static func paid(
        _ prompt: String = "a fox",
        count: Int64 = 1,
        more: [String: JSONValue] = [:]
    ) -> JSONValue {
        let input: JSONValue = [
            "prompt": .string(prompt), "size": "1024x1024", "n": .int(count),
        ]
        let model = JSONValue.string("openai-gpt-image-1-5-text-to-image-medium")
        return .object(["model": model, "input": input].merging(more) { $1 })
    }

    package static let price = MicroUSD(28_000)
}
