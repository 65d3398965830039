import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    /// Going back, changing something and sending the form again.
    @Suite struct RepeatedForms {
        private static let medium = "openai-gpt-image-1-5-text-to-image-medium"
        private static let edit = "openai-gpt-image-1-5-image-to-image-medium"

        private static func token() -> String {
            String(UUID().uuidString.replacing("-", with: "").prefix(22))
        }

        private func tasks(_ server: ServerProcess) async throws -> Int {
            try await server.rows("SELECT id FROM task").count
        }

        @Test func `a model's page that goes back and gets a new prompt shows the old run`()
            async throws
        {
            try await OpenAISimulator.run { openAI in
                var settings = openAI.settings
                settings["AIGENERATE_PLAYGROUND_ACCOUNT_USD"] = "1"
                try await ServerProcess.run(settings) { server in
                    let person = try await Person.administrator(of: server)
                    let token = Self.token()
                    func run(_ prompt: String, side: String = "fields") async throws -> String? {
                        let json = JSONValue.object(["prompt": .string(prompt)]).text()
                        let answer = try await person.submit(
                            "/models/gpt-image-1-5/\(Self.medium)",
                            [
                                ("token", token), ("prompt", prompt), ("do", "run"),
                                ("side", side), ("json", json),
                            ]
                        )
                        #expect(answer.status == 303)
                        return answer["location"]
                    }
                    let fox = try await run("a fox")
                    #expect(try await run("a fox") == fox)
                    let hen = try await run("a hen")
                    #expect(hen != fox && hen != nil)
                    // Written as JSON it asks for the same.
                    #expect(try await run("a hen", side: "json") == hen)
                    #expect(try await run("a fox") == fox)
                    #expect(try await tasks(server) == 2)
                    let place = try #require(hen).split(separator: "#")[0]
                    #expect(try await person.get(String(place)).text.contains("a hen"))
                    // Each run has its own charge.
                    let used = "SELECT total_used FROM key_spend WHERE kind = 'playground_account'"
                    _ = try await eventually("both runs are paid for") {
                        try await server.rows(used).first?["total_used"] == 56_000 ? true : nil
                    }
                }
            }
        }

        @Test func `the same form with another image, or other variants, is another run`()
            async throws
        {
            try await ServerProcess.run { server in
                let person = try await Person.administrator(of: server)
                let token = Self.token()
                let red = TestPicture.make(.png, width: 64, height: 64).bytes
                let blue = TestPicture.make(.png, width: 32, height: 64).bytes
                func run(
                    _ image: [UInt8]?,
                    _ path: String,
                    _ variants: [String] = []
                ) async throws
                    -> String?
                {
                    let form = [
                        ("token", token), ("prompt", "as a watercolour"), ("n", "1"), ("do", "run"),
                    ]
                    let answer = try await person.submit(
                        path,
                        form + variants.map { ("variant", $0) },
                        file: image.map { (field: "image", name: "a.png", bytes: $0) }
                    )
                    #expect(answer.status == 303, "\(answer.text)")
                    return answer["location"]
                }
                let page = "/models/gpt-image-1-5/\(Self.edit)"
                let first = try await run(red, page)
                #expect(try await run(red, page) == first)
                #expect(try await run(blue, page) != first)
                #expect(try await tasks(server) == 2)
                let one = try await run(nil, "/playground", ["sandbox-instant"])
                let two = try await run(nil, "/playground", ["sandbox-instant", "sandbox-slow"])
                #expect(one != two && one != first)
                #expect(try await run(nil, "/playground", ["sandbox-instant"]) == one)
                #expect(try await tasks(server) == 5)
                // A visitor's forms, too; and the address of their run is not their token.
                let visitor = Person(server)
                let form = [("token", Self.token()), ("n", "1"), ("variant", "sandbox-instant")]
                let fox = try await visitor.submit("/playground", form + [("prompt", "a fox")])
                let hen = try await visitor.submit("/playground", form + [("prompt", "a hen")])
                let again = try await visitor.submit("/playground", form + [("prompt", "a fox")])
                #expect(fox["location"] == again["location"] && fox["location"] != hen["location"])
                #expect(fox["location"]?.contains(form[0].1) == false)
                #expect(try await tasks(server) == 7)
            }
        }

        @Test func `a used form that gives or buys something else is refused by name`() async throws
        {
            try await ServerProcess.run { server in
                let customer = try server.customer()
                let person = try await Person.administrator(of: server)
                let before = try await customer.balance().available
                let path = "/admin/users/1/grant"
                let form = ["token": Self.token(), "usd": "5", "reason": "for testing"]
                let account = try await server.rows(
                    "SELECT id FROM account WHERE kind = 'customer'"
                )
                let id = try #require(account.first?["id"]?.intValue)
                let grant = path.replacing("/1/", with: "/\(id)/")
                for _ in 0..<2 { #expect(try await person.post(grant, form).status == 303) }
                #expect(try await customer.balance().available == before + MicroUSD(5_000_000))
                for change in [["usd": "50"], ["reason": "for nothing"]] {
                    let answer = try await person.post(grant, form.merging(change) { $1 })
                    #expect(answer.status == 422 || answer.status == 400)
                    #expect(answer.text.contains("Nothing was granted now."))
                }
                #expect(try await customer.balance().available == before + MicroUSD(5_000_000))
                // "Run again" of one task, then of another with the same form.
                let orders = [Orders.paid("a fox"), Orders.paid("a hen")]
                var ids: [String] = []
                for order in orders { ids.append(try await customer.order(order)) }
                for id in ids { _ = try await customer.ended(id) }
                let token = Self.token()
                func again(_ id: String) async throws -> Answer {
                    try await person.post(
                        "/dashboard/tasks/\(id)/again",
                        ["token": token, "most": "28000"]
                    )
                }
                let first = try await again(ids[0])
                #expect(first.status == 303)
                #expect(try await again(ids[0])["location"] == first["location"])
                let other = try await again(ids[1])
                #expect([409, 422].contains(other.status), "\(other.status)")
                #expect(try await tasks(server) == 3)
            }
        }
    }
}
