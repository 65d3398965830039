import Domain
import Foundation
import TestKit
import Testing

/// An operator's rules decide who is asked.
@Suite struct RulingProviders {
    @Test func `priority, off and the day's budget decide who draws`() async throws {
        try await OpenAISimulator.run { first in
            try await OpenAISimulator.run { second in
                try await ServerProcess.run(first.settings) { server in
                    let customer = try server.customer()
                    let root = try await Person.administrator(of: server)
                    func rule(_ provider: String, _ more: [String: String]) async throws -> Answer {
                        try await root.post(
                            "/admin/providers/rule",
                            ["provider": provider].merging(more) { $1 }
                        )
                    }
                    let added = try await root.post(
                        "/admin/providers",
                        [
                            "provider": "spare", "base-url": second.baseURL,
                            "secret": OpenAISimulator.key, "do": "add",
                        ]
                    )
                    #expect(added.status == 303)
                    func draw() async throws {
                        let record = try await customer.ended(
                            try await customer.order(Orders.paid())
                        )
                        #expect(record["state"] == "success")
                    }
                    try await draw()
                    #expect(first.purchases == 1 && second.purchases == 0)
                    #expect(try await rule("spare", ["priority": "1"]).status == 303)
                    try await draw()
                    #expect(first.purchases == 1 && second.purchases == 1)
                    _ = try await rule("spare", ["priority": "1", "off": "on"])
                    try await draw()
                    #expect(first.purchases == 2 && second.purchases == 1)
                    // Both have cost more than that today.
                    _ = try await rule("openai", ["day-usd": "0.000001"])
                    let refused = try await customer.create(Orders.paid())
                    #expect(refused.code == 505)
                    let page = try await root.get("/admin/providers").text
                    #expect(page.contains("over its budget") && page.contains(">Off</span>"))
                    let stays = try await rule("sandbox", ["off": "on"])
                    #expect(stays.status == 422 && stays.text.contains("stays on"))
                    let wrong = try await rule("openai", ["weight": "0"])
                    #expect(wrong.status == 422 && wrong.text.contains("from 1 to 1000"))
                    _ = try await rule("openai", ["day-usd": "5", "concurrency": "2"])
                    try await draw()
                    #expect(first.purchases == 3 && second.purchases == 1)
                }
            }
        }
    }
}
