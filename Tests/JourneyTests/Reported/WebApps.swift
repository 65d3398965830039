import Domain
import Foundation
import TestKit
import Testing

/// Apps in a browser, from another origin. What a real browser makes of it is in `InTheBrowser`.
extension ReportedByUsers {
    @Suite struct WebApps {
        private static let app = "https://app.example.com"

        private func ask(
            _ method: String,
            _ path: String,
            of server: ServerProcess,
            origin: String? = app,
            _ more: [(String, String)] = []
        ) async throws -> Answer {
            let own = origin.map { [("Origin", $0)] } ?? []
            return try await Call.send(method, server.address + path, headers: own + more)
        }

        private func preflight(
            _ path: String,
            of server: ServerProcess,
            origin: String = app,
            headers: String = "authorization, content-type"
        ) async throws -> Answer {
            let question = [
                ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", headers),
            ]
            return try await ask("OPTIONS", path, of: server, origin: origin, question)
        }

        @Test func `an app in a browser cannot call the API`() async throws {
            try await ServerProcess.run { server in
                for path in [
                    "/v1/images/generations", "/v1/models/gpt-image-2", "//v1/models",
                    "/api/v1/jobs/createTask", "/api/file-stream-upload", "/files/x/y.png",
                    "/openapi.json", "/.well-known/aigenerate-keys.json",
                    "/openai/deployments/gpt-image-2/images/edits",
                    // So that it can read what is wrong about its base URL.
                    "/v1/v1/images/generations", "/images/generations",
                ] {
                    let answer = try await preflight(path, of: server)
                    #expect(answer.status == 204, "\(path)")
                    #expect(answer["access-control-allow-origin"] == "*", "\(path)")
                    #expect(answer["access-control-allow-methods"] == "GET, HEAD, POST")
                    #expect(
                        answer["access-control-allow-headers"] == "authorization, content-type"
                    )
                    #expect(answer["access-control-max-age"] == "7200")
                    #expect(answer["access-control-allow-credentials"] == nil)
                    let refused = try await ask("GET", path, of: server)
                    #expect(refused["access-control-allow-origin"] == "*", "\(path)")
                    #expect(refused["access-control-allow-credentials"] == nil)
                }
                let named = try await preflight(
                    "/v1/models",
                    of: server,
                    headers: "X-Stainless-Lang,  api-key ,bad name,a:b,(c),,"
                )
                #expect(named["access-control-allow-headers"] == "X-Stainless-Lang, api-key")
                let endless = String(repeating: "a,", count: 3_000)
                let many = try await preflight("/v1/models", of: server, headers: endless)
                #expect(many.status == 204 && many["access-control-allow-headers"] == nil)
            }
        }

        @Test func `an app cannot read why it is refused, nor what an answer's headers say`()
            async throws
        {
            let settings = [
                "AIGENERATE_RATE_LIMIT_CREATES": "1",
                "AIGENERATE_RATE_LIMIT_WINDOW_SECONDS": "600",
            ]
            try await ServerProcess.run(settings) { server in
                let customer = try server.customer()
                let own = [("Origin", Self.app)]
                let create = "/api/v1/jobs/createTask"
                let made = try await customer.create(Orders.sandbox(), headers: own)
                let limited = try await customer.create(Orders.sandbox("other"), headers: own)
                let long = "/v1/models/" + String(repeating: "a", count: 9_000)
                for (answer, status) in [
                    (made, 200), (limited, 429), (try await ask("GET", create, of: server), 405),
                    (try await ask("GET", "/v1/models", of: server), 401),
                    (try await ask("GET", "/v1/nothing", of: server), 404),
                    // Refused before it is known who asks.
                    (try await ask("GET", long, of: server), 414),
                ] {
                    #expect(answer.status == status)
                    #expect(answer["access-control-allow-origin"] == "*", "\(status)")
                    let readable = (answer["access-control-expose-headers"] ?? "").lowercased()
                        .components(separatedBy: ", ")
                    // Those that browsers always let an app read, and those for browsers alone.
                    let safe: Set = [
                        "cache-control", "content-length", "content-type", "connection", "date",
                        "content-security-policy", "x-content-type-options",
                        "access-control-allow-origin", "access-control-expose-headers",
                    ]
                    let kept = answer.headerNames.subtracting(safe).subtracting(readable)
                    #expect(kept.isEmpty, "\(status): \(kept)")
                }
                #expect(limited["retry-after"] != nil)
            }
        }

        @Test func `pages that go by cookies open themselves to no app`() async throws {
            try await ServerProcess.run { server in
                for path in [
                    "/", "/models", "/login", "/dashboard", "/dashboard/keys", "/admin",
                    "/playground", "/playground/estimate", "/docs/api", "/stripe/webhook",
                    "/nothing", "/v1x", "/apis", "/healthz",
                ] {
                    for answer in [
                        try await preflight(path, of: server),
                        try await ask("GET", path, of: server),
                    ] {
                        let told = answer.headerNames.filter { $0.hasPrefix("access-control") }
                        #expect(told.isEmpty, "\(path): \(told)")
                    }
                }
            }
        }

        @Test func `the operator names the apps, or allows none`() async throws {
            let list = "\(Self.app), HTTP://Localhost:3000/, https://b.example:443"
            try await ServerProcess.run(["AIGENERATE_CORS_ORIGINS": list]) { server in
                let path = "/v1/models"
                for origin in [Self.app, "http://localhost:3000", "https://b.example"] {
                    for answer in [
                        try await ask("GET", path, of: server, origin: origin),
                        try await preflight(path, of: server, origin: origin),
                    ] {
                        #expect(answer["access-control-allow-origin"] == origin)
                        #expect(answer.all("vary").joined().contains("Origin"))
                    }
                }
                let others = [
                    "https://app.example.com.evil.example", "http://app.example.com", "null",
                    "https://app.example.com:444", "http://localhost:3001",
                ]
                for origin in others.map(String?.some) + [nil] {
                    let answer = try await ask("GET", path, of: server, origin: origin)
                    #expect(answer["access-control-allow-origin"] == nil, "\(origin ?? "")")
                    #expect(answer.all("vary") == ["Origin"])
                }
                let asked = try await preflight(path, of: server, origin: others[0])
                #expect(asked["access-control-allow-methods"] == nil)
            }
            try await ServerProcess.run(["AIGENERATE_CORS_ORIGINS": "off"]) { server in
                for answer in [
                    try await preflight("/v1/models", of: server),
                    try await ask("GET", "/openapi.json", of: server),
                ] {
                    #expect(!answer.headerNames.contains { $0.hasPrefix("access-control") })
                }
                for wrong in ["https://*.example.com", "*, https://a.example", "a.b", "null"] {
                    let ending = try await server.command(
                        ["config", "check"],
                        environment: ["AIGENERATE_CORS_ORIGINS": wrong],
                        onData: false
                    )
                    #expect(ending.code == 2, "\(wrong)")
                    #expect(ending.errors.contains("cors-origins must be"), "\(ending.errors)")
                }
            }
        }
    }
}
