import Domain
import Foundation
import TestKit
import Testing

/// `/openapi.json` beside what the server does and what the manual says.
@Suite struct KeepingToTheDocument {
    private func document(_ server: ServerProcess) async throws -> JSONValue {
        let answer = try await Call.send("GET", server.address + "/openapi.json")
        #expect(answer.status == 200)
        return answer.json
    }

    /// `POST /api/v1/jobs/createTask`, for each operation.
    private func operations(_ document: JSONValue) -> [(method: String, path: String)] {
        (document["paths"]?.objectValue ?? [:]).flatMap { path, item in
            (item.objectValue ?? [:]).keys.map { (method: $0.uppercased(), path: path) }
        }
    }

    @Test func `it is valid OpenAPI, and each JSON body in it has an example`() async throws {
        try await ServerProcess.run { server in
            let document = try await document(server)
            #expect(document["openapi"] == "3.1.0")
            #expect(document["servers"] == [["url": .string(server.address)]])
            let file = server.folder.appending(component: "openapi.json")
            try Data(document.bytes()).write(to: file)
            try await PythonJourney.tool("openapi-spec-validator", [file.path], in: server.folder)
            let bodies = operations(document).compactMap { method, path in
                document["paths"]?[path]?[method.lowercased()]?["requestBody"]?["content"]?[
                    "application/json"
                ]
            }
            #expect(bodies.count == 8)
            #expect(bodies.allSatisfy { $0["example"]?.objectValue?.isEmpty == false })
        }
    }

    /// No answer with a status, type or body that the document does not tell, whatever is sent.
    @Test func `generated requests find no answer outside of it`() async throws {
        let settings = [
            "AIGENERATE_RATE_LIMIT_CREATES": "500", "AIGENERATE_RATE_LIMIT_REFUSALS": "1000000",
        ]
        try await ServerProcess.run(settings) { server in
            let customer = try server.customer()
            let arguments = [
                "run", server.address + "/openapi.json", "--header",
                "Authorization: Bearer \(customer.key)",
                "--phases", "examples,coverage,fuzzing,stateful",
                "--max-examples", "10", "--seed", "1", "--generation-deterministic", "--no-color",
                // Whether a model, a size and a picture go together is not for a schema to say.
                "--exclude-checks", "positive_data_acceptance", "--warnings", "off",
            ]
            try await PythonJourney.tool("schemathesis", arguments, in: server.folder)
        }
    }

    @Test func `the headers of answers are those that it tells`() async throws {
        let settings = [
            "AIGENERATE_RATE_LIMIT_CREATES": "9", "AIGENERATE_RATE_LIMIT_WINDOW_SECONDS": "3600",
        ]
        try await ServerProcess.run(settings) { server in
            let document = try await document(server)
            let customer = try server.customer()
            let once = [("Idempotency-Key", "once")]
            let create = "/api/v1/jobs/createTask"
            var sent: [String: Set<String>] = [:]
            func look(_ answer: Answer, _ method: String, _ path: String) {
                let responses = document["paths"]?[path]?[method]?["responses"]
                let told = Self.headers(responses?[String(answer.status)], in: document)
                let names = answer.headerNames.subtracting(Self.usual)
                #expect(names.isSubset(of: told), "\(method) \(path): \(names.subtracting(told))")
                sent["\(path) \(answer.status)", default: []].formUnion(names)
            }
            let wait = [("Prefer", "wait=30")]
            for headers in [[], once, once, once + wait] {
                look(try await customer.create(Orders.sandbox(), headers: headers), "post", create)
            }
            let slow = Orders.sandbox("a fox !slow 600")
            let id = try await customer.order(slow)
            let record = "/api/v1/jobs/recordInfo"
            look(try await customer.get(record + "?taskId=\(id)"), "get", record)
            let images = "/v1/images/generations"
            let order: JSONValue = ["model": "sandbox-instant", "prompt": "a", "size": "64x64"]
            for _ in 1...2 {
                look(try await customer.post(images, order, headers: once), "post", images)
            }
            let styled = order.merged(["style": "vivid"])
            look(try await customer.post(images, styled), "post", images)
            look(try await customer.post(images, ["prompt": 1]), "post", images)
            look(try await customer.create(["model": 1]), "post", create)
            look(try await customer.get("/v1/models"), "get", "/v1/models")
            look(try await customer.get(create), "post", create)
            let streamed = order.merged(["stream": true])
            look(try await customer.post(images, streamed), "post", images)
            for _ in 1...8 { _ = try await customer.create(Orders.sandbox()) }
            for (path, body) in [(create, Orders.sandbox()), (images, order)] {
                let refused = try await customer.post(path, body)
                #expect(refused.status == 429)
                look(refused, "post", path)
            }
            // Of a retired model alone.
            for (path, unseen) in [
                (create, ["retry-after", "retry-after-ms", "x-ai-served-by"]),
                (record, ["x-ai-served-by"]), (images, ["x-ai-served-by"]), ("/v1/models", []),
            ] {
                let method = path == create || path == images ? "post" : "get"
                let told = Self.headers(
                    document["paths"]?[path]?[method]?["responses"]?["200"],
                    in: document
                )
                #expect(told.subtracting(sent[path + " 200"] ?? []) == Set(unseen), "\(path)")
            }
        }
    }

    /// HTTP's own, and those for browsers and proxies.
    private static let usual: Set = [
        "allow", "cache-control", "connection", "content-length", "content-security-policy",
        "content-type", "date", "transfer-encoding", "vary", "www-authenticate",
        "access-control-allow-origin", "access-control-expose-headers", "x-accel-buffering",
        "x-content-type-options",
    ]

    private static func headers(_ response: JSONValue?, in document: JSONValue) -> Set<String> {
        let name = response?["$ref"]?.stringValue?.split(separator: "/").last.map(String.init)
        let response = name.map { document["components"]?["responses"]?[$0] ?? .null } ?? response
        return Set((response?["headers"]?.objectValue ?? [:]).keys.map { $0.lowercased() })
    }

    @Test func `each operation is there, and any other method is refused with 405`() async throws {
        try await ServerProcess.run { server in
            let document = try await document(server)
            let known = Dictionary(grouping: operations(document), by: \.path)
            for (path, operations) in known {
                let address = server.address + path.replacing(/\{[a-zA-Z]+\}/, with: "none")
                let methods = Set(operations.map(\.method))
                for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
                    let answer = try await Call.send(method, address)
                    #expect(
                        (answer.status == 405) == !methods.contains(method),
                        "\(method) \(path)"
                    )
                    let told = document["paths"]?[path]?[method.lowercased()]?["responses"]
                    if methods.contains(method) {
                        #expect(told?[String(answer.status)] != nil, "\(method) \(path)")
                    } else {
                        let heads: Set = methods.contains("GET") ? ["HEAD"] : []
                        let all = methods.union(heads).union(["OPTIONS"])
                        #expect(answer["Allow"] == all.sorted().joined(separator: ", "))
                    }
                }
            }
        }
    }

    @Test func `the manual names what is in it, and nothing else`() async throws {
        let docs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs")
        var told: Set<String> = []
        for page in ["jobs-api.md", "openai.md"] {
            let text = try String(contentsOf: docs.appending(path: page), encoding: .utf8)
            let addresses =
                /\/(?:api|v1|files|healthz|readyz|metrics|docs|openapi\.json|\.well-known)[^ `?,)"]*/
            told.formUnion(text.matches(of: addresses).map { String($0.output) })
        }
        told.remove("/v1")
        try await ServerProcess.run { server in
            let document = try await document(server)
            #expect(Set(operations(document).map(\.path)) == told)
        }
    }
}

extension JSONValue {
    fileprivate func merged(_ more: [String: JSONValue]) -> JSONValue {
        .object((objectValue ?? [:]).merging(more) { $1 })
    }
}
