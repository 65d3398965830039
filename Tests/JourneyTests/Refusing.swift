import Domain
import TestKit
import Testing

/// Every refusal with its status, code, type, and whether asking again makes sense.
@Suite struct Refusing {
    private struct Refused {
        let status: Int
        let code: Int64
        let type: String
        var param: String?

        func check(_ answer: Answer, _ name: String) {
            #expect(answer.status == status, "\(name): \(answer.text)")
            #expect(answer.code == code, "\(name)")
            #expect(answer.errorType == type, "\(name)")
            #expect(answer.param == param, "\(name)")
            #expect(answer.json["data"] == .null, "\(name)")
            #expect(!answer.message.isEmpty, "\(name)")
            #expect(answer.json["error"]?["code"] == .string(type), "\(name)")
            #expect(answer["x-request-id"]?.hasPrefix("req_") == true, "\(name)")
            let isTransient = [429, 500, 503].contains(status)
            #expect(answer["x-should-retry"] == (isTransient ? nil : "false"), "\(name)")
        }
    }

    private static func input(_ input: JSONValue, _ model: String = "sandbox-instant") -> JSONValue
    {
        ["model": .string(model), "input": input]
    }

    private static let bodies: [(String, JSONValue, Refused)] = {
        func invalid(_ param: String) -> Refused {
            Refused(status: 422, code: 422, type: "invalid_input", param: param)
        }
        func malformed(_ param: String?) -> Refused {
            Refused(status: 400, code: 400, type: "invalid_request", param: param)
        }
        let edit = "openai-gpt-image-1-5-image-to-image-medium"
        let many = JSONValue.array((0..<17).map { .string("https://a.example/\($0).png") })
        return [
            ("unknown field", Orders.sandbox(more: ["colour": "red"]), malformed("colour")),
            ("no model", ["input": ["prompt": "a"]], malformed("model")),
            ("input is text", ["model": "sandbox-instant", "input": "a"], malformed("input")),
            (
                "unknown model", input(["prompt": "a"], "sandbox-instnt"),
                Refused(status: 404, code: 404, type: "not_found", param: "model")
            ),
            ("no prompt", input([:]), invalid("input.prompt")),
            ("empty prompt", input(["prompt": " "]), invalid("input.prompt")),
            ("prompt is a number", input(["prompt": 1]), invalid("input.prompt")),
            ("unknown input", input(["prompt": "a", "sizes": "1x1"]), invalid("input.sizes")),
            ("wrong size", input(["prompt": "a", "size": "9x9"]), invalid("input.size")),
            ("n too large", input(["prompt": "a", "n": 11]), invalid("input.n")),
            (
                "other quality", input(["prompt": "a", "quality": "high"], edit),
                invalid("input.quality")
            ),
            (
                "too many pictures", input(["prompt": "a", "image_urls": many], edit),
                invalid("input.image_urls")
            ),
            (
                "private picture",
                input(["prompt": "a", "image_urls": ["http://192.168.1.1/a.png"]], edit),
                invalid("input.image_urls[0]")
            ),
            (
                "private callback",
                Orders.sandbox(more: ["callBackUrl": "https://10.0.0.1/hook"]),
                invalid("callBackUrl")
            ),
            (
                "metadata service",
                Orders.sandbox(more: ["callBackUrl": "http://169.254.169.254/latest"]),
                invalid("callBackUrl")
            ),
            ("short task id", Orders.sandbox(more: ["taskId": "short"]), invalid("taskId")),
            (
                "our prefix",
                Orders.sandbox(more: ["taskId": "task_00000000000000000000000000"]),
                invalid("taskId")
            ),
            ("metadata is a list", Orders.sandbox(more: ["metadata": ["a"]]), invalid("metadata")),
        ]
    }()

    @Test func `orders that do not fit say which field and are not charged`() async throws {
        try await ServerProcess.run(["AIGENERATE_RATE_LIMIT_CREATES": "1000"]) { server in
            let customer = try server.customer()
            for (name, body, refused) in Self.bodies {
                refused.check(try await customer.create(body), name)
            }
            let tolerated = try await customer.create(
                Orders.sandbox(more: [
                    "progressCallBackUrl": "https://a.example", "nsfw_checker": true,
                ])
            )
            #expect(tolerated.status == 200)
            #expect(tolerated.data["warnings"]?.arrayValue?.count == 2)
            #expect(try await customer.balance().spent == .zero)
            #expect(try await server.rows("SELECT id FROM task").count == 1)
        }
    }

    @Test func `bodies that are no JSON or too large`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let url = server.address + "/api/v1/jobs/createTask"
            func send(_ body: [UInt8], hasLength: Bool = true) async throws -> Answer {
                try await Call.send(
                    "POST",
                    url,
                    headers: customer.headers,
                    body: body,
                    hasLength: hasLength
                )
            }
            let malformed = Refused(status: 400, code: 400, type: "invalid_request")
            for text in ["", "{", "[]", "null", "{\"a\":1,\"a\":2}"] {
                malformed.check(try await send(Array(text.utf8)), "body \(text)")
            }
            let large = [UInt8](repeating: UInt8(ascii: " "), count: 1_000_001)
            let tooLarge = Refused(status: 413, code: 413, type: "body_too_large")
            tooLarge.check(try await send(large), "with Content-Length")
            tooLarge.check(try await send(large, hasLength: false), "in chunks")
            let long = [("Idempotency-Key", String(repeating: "k", count: 256))]
            malformed.check(try await customer.create(Orders.sandbox(), headers: long), "long key")
        }
    }

    @Test func `addresses and methods that do not exist`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let nowhere = try await customer.get("/api/v1/jobs/nothing")
            Refused(status: 404, code: 404, type: "not_found").check(nowhere, "path")
            let method = try await customer.get("/api/v1/jobs/createTask")
            Refused(status: 405, code: 405, type: "method_not_allowed").check(method, "method")
            #expect(method["allow"] == "OPTIONS, POST")
            let noID = try await customer.get("/api/v1/jobs/recordInfo")
            Refused(status: 400, code: 400, type: "invalid_request", param: "taskId")
                .check(noID, "no id")
            let cancel = try await customer.cancel("task_00000000000000000000000000")
            Refused(status: 404, code: 404, type: "not_found", param: "taskId")
                .check(cancel, "cancel")
        }
    }

    @Test func `another tenant's task is byte for byte an unknown one`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let other = try await server.newCustomer()
            let id = try await customer.order(Orders.sandbox())
            let unknown = "task_00000000000000000000000000"
            for path in ["/api/v1/jobs/recordInfo?taskId=", "/api/v1/webhooks/deliveries?taskId="] {
                let theirs = try await other.get(path + id)
                let absent = try await other.get(path + unknown)
                #expect(theirs.status == 404)
                #expect(theirs.body == absent.body)
            }
            #expect(try await other.cancel(id).body == other.cancel(unknown).body)
            #expect(try await other.get("/api/v1/jobs/list").data["tasks"] == [])
            #expect(try await customer.ended(id)["state"] == "success")
        }
    }
}
