import Domain
import TestKit
import Testing

/// The pages in Debian's Chromium: axe-core finds nothing on any of them, nothing scrolls sideways on
/// a telephone, and each is light.
@Suite struct InTheBrowser {
    @Test func `public pages are accessible, narrow, light and quiet`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            for prompt in ["a fox", "a fox !refuse", "a fox !fail"] {
                _ = try await customer.ended(try await customer.order(Orders.sandbox(prompt)))
            }
            let paths = [
                "/", "/models?q=flare", "/models?q=nothing+at+all", "/models/gpt-image-1-5",
                "/models/gpt-image-2/openai-gpt-image-2-text-to-image-low",
                "/models/sandbox/sandbox-instant", "/pricing", "/status", "/docs", "/docs/errors",
                "/docs/jobs-api", "/docs/configuration", "/docs/api", "/nothing",
            ]
            try await PythonJourney.browser(
                "audit",
                at: server,
                ["paths": .array(paths.map(JSONValue.string)), "budget": 25_000]
            )
        }
    }
}
