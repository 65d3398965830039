import Domain
import Foundation
import TestKit
import Testing

/// What clients expect of any server that speaks HTTP.
extension ReportedByUsers {
    @Suite struct HTTPManners {
        private static let picture = Data(TestPicture.make(.png, width: 64, height: 64).bytes)
            .base64EncodedString()

        private func journey(_ name: String) async throws {
            try await ServerProcess.run(["AIGENERATE_RATE_LIMIT_CREATES": "1000"]) { server in
                let lines = try await PythonJourney.linesOfOpenAI(
                    name,
                    as: try server.customer(),
                    ["picture": .string(Self.picture)],
                    script: "http_journey.py"
                )
                #expect(lines.last == "ok")
            }
        }

        @Test(arguments: ["packed", "packed_forms"])
        func `a body that is sent as gzip is not understood`(_ name: String) async throws {
            try await journey(name)
        }

        @Test func `Azure's clients find nothing`() async throws {
            try await journey("azure")
        }

        @Test func `HEAD is refused where GET is answered`() async throws {
            try await ServerProcess.run { server in
                let customer = try server.customer()
                let task = try await customer.order(Orders.sandbox("a fox !slow 600"))
                let ended = try await customer.ended(try await customer.order(Orders.sandbox()))
                let file = try #require(ended["outputs"]?.arrayValue?.first?["url"]?.stringValue)
                for path in [
                    "/healthz", "/readyz", "/metrics", "/openapi.json", "/v1/models",
                    "/v1/models/gpt-image-2", "/v1/models/no-such", "/api/v1/models",
                    "/api/v1/account/balance", "/api/v1/jobs/recordInfo?taskId=\(task)",
                    "/api/v1/jobs/list", "/api/v1/jobs/recordInfo", "/", "/pricing.csv", "/login",
                    "/dashboard", "/icon.svg", "/robots.txt", "/nothing",
                    "/.well-known/aigenerate-keys.json",
                    String(file.trimmingPrefix(server.address)),
                ] {
                    let get = try await customer.get(path)
                    let head = try await Call.send(
                        "HEAD",
                        server.address + path,
                        headers: customer.headers
                    )
                    #expect(head.status == get.status, "\(path)")
                    #expect(head.headerNames == get.headerNames, "\(path)")
                    #expect(head.body.isEmpty)
                    // Figures of the running server may differ by a digit.
                    guard !["/metrics", "/"].contains(path), !path.contains("jobs") else {
                        continue
                    }
                    #expect(head["content-length"] == get["content-length"], "\(path)")
                }
                // An answer without an end has no length, and nothing follows its head.
                let answers = try await RawConnection.exchange(
                    "HEAD /api/v1/jobs/\(task)/events HTTP/1.1\r\nHost: a\r\n"
                        + "Authorization: Bearer \(customer.key)\r\n\r\n"
                        + "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                    with: server
                )
                let parts = answers.components(separatedBy: "\r\n\r\n")
                #expect(parts.count == 3, "\(answers)")
                #expect(parts[0].hasPrefix("HTTP/1.1 200"))
                #expect(parts[0].contains("text/event-stream"))
                #expect(!parts[0].lowercased().contains("content-length"))
                #expect(parts[1].hasPrefix("HTTP/1.1 200") && parts[2] == "ok\n", "\(answers)")
                _ = try await customer.cancel(task)
            }
        }

        @Test func `a 401, a 405 and an OPTIONS do not say what would be right`() async throws {
            try await ServerProcess.run { server in
                for path in ["/v1/models", "/api/v1/jobs/list", "/openai/models", "//v1/models"] {
                    let keyless = try await Call.send("GET", server.address + path)
                    #expect(keyless.status == 401)
                    #expect(keyless.all("www-authenticate") == ["Bearer"], "\(path)")
                }
                for (path, allowed) in [
                    ("/v1/models", "GET, HEAD, OPTIONS"), ("/healthz", "GET, HEAD, OPTIONS"),
                    ("/v1/images/generations", "OPTIONS, POST"), ("/files/x", "GET, HEAD, OPTIONS"),
                    ("/login", "GET, HEAD, OPTIONS, POST"), ("/dashboard", "GET, HEAD, OPTIONS"),
                ] {
                    let asked = try await Call.send("OPTIONS", server.address + path)
                    #expect(asked.status == 204 && asked["allow"] == allowed, "\(path)")
                    let wrong = try await Call.send("DELETE", server.address + path)
                    #expect(wrong.status == 405 && wrong["allow"] == allowed, "\(path)")
                    #expect(wrong["www-authenticate"] == nil)
                }
            }
        }

        @Test func `a Transfer-Encoding that is not understood is taken for chunked`() async throws
        {
            try await ServerProcess.run { server in
                for coding in ["gzip", "gzip, chunked", "identity", "deflate", "chunkedx"] {
                    let answer = try await RawConnection.exchange(
                        "POST /v1/images/generations HTTP/1.1\r\nHost: a\r\n"
                            + "Transfer-Encoding: \(coding)\r\n\r\n0\r\n\r\n",
                        with: server
                    )
                    #expect(answer.hasPrefix("HTTP/1.1 501 "), "\(coding): \(answer)")
                    #expect(answer.contains("\"not_implemented\""), "\(coding)")
                    #expect(answer.lowercased().contains("access-control-allow-origin: *"))
                }
                for coding in ["chunked", "Chunked"] {
                    let answer = try await RawConnection.exchange(
                        "POST /v1/images/generations HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                            + "Transfer-Encoding: \(coding)\r\n\r\n0\r\n\r\n",
                        with: server
                    )
                    #expect(answer.hasPrefix("HTTP/1.1 401 "), "\(coding): \(answer)")
                }
            }
        }

        @Test func `a base URL without v1, or with it twice, is a 404 without a word`() async throws
        {
            try await ServerProcess.run { server in
                let base = server.address
                let key = try server.customer().headers
                for path in [
                    "/v1/v1/images/generations", "/images/generations", "/v1/v1/images/edits",
                    "/api/v1/images/generations", "//v1//v1/images/generations", "/v1/v1/models",
                    "/V1/images/generations", "/v1/images/generations/images/generations",
                    "/models", "/models/gpt-image-2", "/v1/chat/completions", "/chat/completions",
                    "/v1", "/v1/openai/deployments/x/images/edits",
                ] {
                    let answer = try await Call.send("GET", base + path, headers: key)
                    #expect(answer.status == 404, "\(path)")
                    // In OpenAI's shape.
                    #expect(answer.code == nil)
                    let message = answer.json["error"]?["message"]?.stringValue ?? ""
                    #expect(message.contains("base URL to \(base)/v1"), "\(path): \(message)")
                    #expect(message.contains("/v1/models") || message.contains("/v1/images"))
                }
                for path in [
                    "/jobs/createTask", "/v1/jobs/createTask", "/api/jobs/createTask",
                    "/api/v1/api/v1/jobs/createTask", "/v1/api/v1/jobs/createTask",
                ] {
                    let answer = try await Call.send("POST", base + path, headers: key)
                    #expect(answer.status == 404 && answer.code == 404, "\(path)")
                    #expect(answer.message.contains("POST /api/v1/jobs/createTask"), "\(path)")
                    #expect(answer.message.contains("base URL to \(base)."), "\(path)")
                }
                // A person sees the page.
                let page = try await Call.send(
                    "GET",
                    base + "/models",
                    headers: key + [("Accept", "text/html")]
                )
                #expect(page.status == 200)
            }
        }

        @Test func `eighty clients of one key are told to come back at once`() async throws {
            let settings = ["AIGENERATE_RATE_LIMIT_WINDOW_SECONDS": "8"]
            try await ServerProcess.run(settings) { server in
                let customer = try server.customer()
                let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                    for index in 0..<100 {
                        group.addTask {
                            try await customer.post(
                                "/v1/images/generations",
                                [
                                    "model": "sandbox-instant", "prompt": .string("fox \(index)"),
                                    "size": "64x64",
                                ]
                            )
                        }
                    }
                    return try await group.reduce(into: [Answer]()) { $0.append($1) }
                }
                let refused = answers.filter { $0.status == 429 }
                #expect(refused.count >= 20, "fewer were refused than a window takes")
                let waits = refused.compactMap { $0["retry-after-ms"].flatMap { Int64($0) } }
                #expect(Set(waits).count > waits.count * 3 / 4)
                for answer in refused {
                    let seconds = answer["retry-after"].flatMap { Int64($0) } ?? 0
                    let exact = answer["retry-after-ms"].flatMap { Int64($0) } ?? 0
                    #expect((exact + 999) / 1_000 == seconds && (1...60).contains(seconds))
                    #expect(answer["x-ratelimit-reset"] == String(seconds))
                    #expect(answer["x-ratelimit-reset-requests"] == "\(seconds)s")
                }
            }
        }
    }
}
