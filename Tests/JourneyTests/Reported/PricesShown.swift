import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    /// What a page says a picture costs, and what ordering it holds.
    @Suite struct PricesShown {
        @Test func `the price beside a sample is not what the sample holds`() async throws {
            try await ServerProcess.run(["AIGENERATE_RATE_LIMIT_CREATES": "500"]) { server in
                let customer = try server.customer()
                let guest = Person(server)
                let models = try await customer.get("/api/v1/models").data.arrayValue ?? []
                let slugs = Set(try await pricedSlugs(guest))
                #expect(slugs == Set(models.compactMap { $0["slug"]?.stringValue }))
                for model in models {
                    let slug = try #require(model["slug"]?.stringValue)
                    let path = "/models/\(model["family"]?.stringValue ?? "")/\(slug)"
                    let page = try await guest.get(path + ".json").json
                    let shown = try #require(page["priceExactUSD"]?.stringValue)
                    let order = try order(in: page)
                    #expect(order["model"] == .string(slug))
                    #expect(order["input"]?["size"]?.stringValue?.contains("x") == true, "\(slug)")
                    let held = try await customer.create(order).data
                    #expect(usd(held["usd"]) == MicroUSD(dollars: shown), "\(slug)")
                    // The API says the same sample at the same price.
                    #expect(model["sample"]?["input"] == order["input"], "\(slug)")
                    #expect(usd(model["sample"]?["usd"]) == MicroUSD(dollars: shown), "\(slug)")
                    // "Up to" is what leaving the size open holds.
                    var open = order["input"]?.objectValue ?? [:]
                    open["size"] = nil
                    let quote = try await customer.post(
                        "/api/v1/jobs/quote",
                        ["model": .string(slug), "input": .object(open)]
                    ).data
                    let most = MicroUSD(dollars: page["dearestExactUSD"]?.stringValue ?? "")
                    #expect(usd(quote["usd"]) == most, "\(slug)")
                    #expect(usd(model["maxUsd"]) == most, "\(slug)")
                    _ = try await customer.ended(try #require(held["taskId"]?.stringValue))
                }
            }
        }

        @Test func `a card, the form's default and a refusal each say another price`() async throws
        {
            try await ServerProcess.run { server in
                let guest = Person(server)
                let cards = try await guest.get("/models.json").json["families"]?.arrayValue ?? []
                for card in cards where card["isFree"] == false {
                    let family = try await guest.get((card["href"]?.stringValue ?? "") + ".json")
                        .json
                    let order = try order(in: family)
                    let sold = (family["variants"]?.arrayValue ?? []).first {
                        $0["slug"] == order["model"]
                    }
                    #expect(card["fromExactUSD"] == sold?["priceExactUSD"])
                    #expect(card["fromExactUSD"] == family["fromExactUSD"])
                }
                let model = "openai-gpt-image-2-text-to-image-medium"
                let person = try await Person.administrator(of: server)
                let page = try await person.get("/models/gpt-image-2/\(model)").text
                #expect(page.contains("5.29 credits <span class=\"usd\">$0.0370</span>"))
                #expect(page.contains("up to 14.43 credits, $0.1010"))
                // The form as it comes, before anything is typed.
                #expect(page.contains("1 picture, by the API 5.29 credits, $0.0370."))
                #expect(page.contains("value=\"1024x768\""))
                let poor = try await server.newCustomer("poor", usd: "0.001")
                let input = ["prompt": "a fox", "size": "1024x768"] as JSONValue
                let refused = try await poor.create(["model": .string(model), "input": input])
                #expect(refused.status == 402)
                #expect(refused.text.contains("5.29 credits ($0.037) needed"))
                #expect(refused.text.contains("0.14 ($0.001) available"))
                // The playground's own default, and an image that is chosen and not sent yet.
                let play = try await person.get("/playground").text
                #expect(play.contains("name=\"size\" list=\"sizes\" value=\"1024x1024\""))
                // Nothing is typed yet, and the price is there.
                let chosen = try await person.get("/playground?variants=\(model)").text
                #expect(chosen.contains("1 picture, by the API 7.57 credits, $0.0530."))
                let edit = "openai-gpt-image-2-image-to-image-medium"
                let estimate = try await person.submit(
                    "/playground/estimate",
                    [
                        ("prompt", "a fox"), ("n", "2"), ("size", "1024x1024"), ("variant", edit),
                        ("picture", "chosen"),
                    ]
                ).json
                let note = estimate["note"]?.stringValue ?? ""
                #expect(note.contains("by the API 17.43 credits, $0.1220."), "\(note)")
                #expect(estimate["costs"]?[edit] == "8.71 · $0.0610")
            }
        }

        @Test func `the overview counts as spent what is only held`() async throws {
            try await ServerProcess.run { server in
                let customer = try server.customer()
                let person = try await Person.administrator(of: server)
                _ = try await customer.ended(try await customer.order(Orders.paid()))
                let running = try await customer.order(Orders.paid("a fox !slow 60", count: 5))
                let balance = try await customer.balance()
                #expect(balance.held == MicroUSD(140_000) && balance.spent == MicroUSD(28_000))
                let spent = "<span class=\"usd\">$0.0280</span>"
                let overview = try await person.get("/dashboard").text
                #expect(overview.contains("<dt>Spent this month</dt><dd>4.00 credits \(spent)"))
                #expect(overview.contains("<dt>Held</dt><dd>20.00 credits"))
                let billing = try await person.get("/dashboard/billing").text
                #expect(billing.contains("<dt>Spent in all</dt><dd>4.00 credits \(spent)"))
                #expect(
                    try await person.get("/dashboard/usage").text.contains("4.00 credits \(spent)")
                )
                let keys = try await person.get("/dashboard/keys").text
                #expect(keys.contains("<td class=\"num\">$0.0280</td>"))
                let used = try await server.rows("SELECT key_id FROM task LIMIT 1")
                let id = try #require(used.first?["key_id"]?.intValue)
                let key = try await person.get("/dashboard/keys/\(id)").text
                #expect(key.contains("<dt>Spent this month</dt><dd>4.00 credits \(spent)"))
                let listed = try await server.admin("list-accounts")
                #expect(usd(listed.arrayValue?.first?["spentUsd"]) == MicroUSD(28_000))
                #expect(try await customer.cancel(running).status == 200)
            }
        }

        /// What the first example of a page orders.
        private func order(in page: JSONValue) throws -> JSONValue {
            let code = try #require(page["call"]?["code"]?.stringValue)
            let body = try #require(code.firstMatch(of: /-d '((?s:.*?))'\n#/)).1
            return try JSONValue.parse(String(body))
        }

        private func pricedSlugs(_ guest: Person) async throws -> [String] {
            let pricing = try await guest.get("/pricing.json").json
            return (pricing["families"]?.arrayValue ?? []).flatMap { family in
                (family["variants"]?.arrayValue ?? []).compactMap { $0["slug"]?.stringValue }
            }
        }

        private func usd(_ value: JSONValue?) -> MicroUSD? {
            value.flatMap { MicroUSD(dollars: $0.text()) }
        }
    }
}
