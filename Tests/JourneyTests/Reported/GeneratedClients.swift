import Domain
import Foundation
import TestKit
import Testing

/// Clients that programs write from `/openapi.json`.
extension ReportedByUsers {
    @Suite struct GeneratedClients {
        @Test func `the client that openapi-python-client writes cannot be imported`() async throws
        {
            let picture = Data(TestPicture.make(.png, width: 64, height: 64).bytes)
            try await ServerProcess.run { server in
                let lines = try await PythonJourney.linesOfOpenAI(
                    "generated",
                    as: try server.customer(),
                    ["picture": .string(picture.base64EncodedString())],
                    script: "http_journey.py"
                )
                #expect(lines.last == "ok")
            }
        }

        @Test func `the document leaves lengths, bounds, links and names open`() async throws {
            try await ServerProcess.run { server in
                let document = try await Call.send("GET", server.address + "/openapi.json").json
                let paths = try #require(document["paths"]?.objectValue)
                let schemas = try #require(document["components"]?["schemas"]?.objectValue)
                let create = paths["/api/v1/jobs/createTask"]?["post"]
                let key = create?["parameters"]?.arrayValue?.first {
                    $0["name"] == "Idempotency-Key"
                }
                #expect(key?["schema"]?["minLength"] == 1)
                #expect(key?["schema"]?["maxLength"] == 255)
                let image = schemas["ImageEditForm"]?["properties"]?["image"]
                #expect(image?["type"] == "array")
                #expect(image?["items"]?["format"] == "binary")
                // Every link leads to an operation, by a parameter or body that it has.
                let operations = paths.values.flatMap {
                    $0.objectValue.map { Array($0.values) } ?? []
                }
                let byID = Dictionary(
                    operations.compactMap { operation in
                        operation["operationId"]?.stringValue.map { ($0, operation) }
                    }
                ) { first, _ in first }
                let links = operations.flatMap { operation in
                    Array((operation["responses"]?["200"]?["links"]?.objectValue ?? [:]).values)
                }
                #expect(links.count >= 8)
                for link in links {
                    let target = byID[link["operationId"]?.stringValue ?? ""]
                    let names = (target?["parameters"]?.arrayValue ?? []).map {
                        "\($0["in"]?.stringValue ?? "").\($0["name"]?.stringValue ?? "")"
                    }
                    let given = Set((link["parameters"]?.objectValue ?? [:]).keys)
                    #expect(given.isSubset(of: names), "\(link)")
                    #expect(!given.isEmpty || target?["requestBody"] != nil, "\(link)")
                }
                #expect(Self.unnamed(in: .object(schemas)) == [])
                #expect(Self.unbounded(in: document) == [])
            }
        }

        /// Places where an object is one of several without having a name.
        private static func unnamed(in value: JSONValue, at place: String = "") -> [String] {
            var found: [String] = []
            for word in ["oneOf", "anyOf"] {
                for choice in value[word]?.arrayValue ?? [] where choice["properties"] != nil {
                    found.append(place)
                }
            }
            if value["enum"]?.arrayValue?.contains(.null) == true { found.append(place) }
            return found + children(of: value).flatMap { unnamed(in: $1, at: "\(place)/\($0)") }
        }

        /// Places where a whole number of 64 bits has no least.
        private static func unbounded(in value: JSONValue, at place: String = "") -> [String] {
            let isOpen = value["format"] == "int64" && value["minimum"] == nil
            return (isOpen ? [place] : [])
                + children(of: value).flatMap { unbounded(in: $1, at: "\(place)/\($0)") }
        }

        private static func children(of value: JSONValue) -> [(String, JSONValue)] {
            switch value {
            case .object(let members): members.map { ($0.key, $0.value) }
            case .array(let items): items.enumerated().map { (String($0.offset), $0.element) }
            default: []
            }
        }
    }
}
