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
        let settings = ["AIGENERATE_RATE_LIMIT_CREATES": "500"]
        try await ServerProcess.run(settings) { server in
            let customer = try server.customer()
            let arguments = [
                "run", server.address + "/openapi.json", "--header",
                "Authorization: Bearer \(customer.key)", "--phases", "examples,coverage,fuzzing",
                "--max-examples", "10", "--seed", "1", "--generation-deterministic", "--no-color",
                // Whether a model, a size and a picture go together is not for a schema to say.
                "--exclude-checks", "positive_data_acceptance", "--warnings", "off",
            ]
            try await PythonJourney.tool("schemathesis", arguments, in: server.folder)
        }
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
                        #expect(answer["Allow"] == methods.sorted().joined(separator: ", "))
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
