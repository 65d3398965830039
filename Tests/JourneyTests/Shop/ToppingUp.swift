import Domain
import Foundation
import TestKit
import Testing

/// Buying credit by card, at a local Stripe.
@Suite struct ToppingUp {
    /// Somebody at a shop that sells.
    private struct Buyer {
        let person: Person
        let server: ServerProcess
        let desk: StripeDesk

        /// Orders, and gives the page at Stripe where it is paid.
        func order(_ usd: String) async throws -> (path: String, page: String) {
            let answer = try await person.post("/dashboard/billing/top-ups", ["usd": usd])
            let path = try #require(answer["location"], "\(answer.status) \(answer.text)")
            let text = try await person.get(path).text
            let link = try #require(text.firstMatch(of: /href="(http[^"]*\/_config\/pay\/[^"]+)"/))
            return (path, String(link.1))
        }

        func available() async throws -> Int64? {
            try await server.rows(
                "SELECT credited - spent - held AS n FROM account WHERE id = 1001"
            ).first?["n"]?.intValue
        }

        func topUps() async throws -> [JSONValue] {
            try await server.rows(
                """
                SELECT g.amount, g.kind, g.account_id FROM credit_grant g
                WHERE g.source_ref LIKE 'topup:%'
                """
            )
        }
    }

    private func selling(
        _ settings: [String: String] = [:],
        _ body: (Buyer) async throws -> Void
    ) async throws {
        try await StripeDesk.run { desk in
            // With a provider's key the Sandbox no longer stands in, and credit buys pictures.
            let all = desk.settings.merging(["OPENAI_API_KEY": "sk-x"]) { $1 }
            try await ServerProcess.run(all.merging(settings) { $1 }) { server in
                let person = try await Person.administrator(of: server)
                try await body(Buyer(person: person, server: server, desk: desk))
            }
        }
    }

    private func session(_ page: String) -> Substring { page.split(separator: "/").last ?? "" }

    @Test func `credit is there once, however often the payment is reported`() async throws {
        try await selling { buyer in
            try await buyer.desk.tell(buyer.server)
            let before = try #require(try await buyer.available())
            let order = try await buyer.order("25")
            #expect(try await buyer.available() == before)
            let paid = try await buyer.desk.pay(order.page)
            #expect(paid["location"] == buyer.server.address + order.path + "?from=paid")
            _ = try await eventually("the credit comes") {
                try await buyer.available() == before + 25_000_000 ? true : nil
            }
            for _ in 1...3 { try await buyer.desk.report(session(order.page)) }
            #expect(try await buyer.person.get(order.path + "?from=paid").text.contains("Paid."))
            let again = try await buyer.order("7.50")
            try await buyer.desk.pay(again.page)
            _ = try await eventually("the second comes") {
                try await buyer.available() == before + 32_500_000 ? true : nil
            }
            #expect(
                try await buyer.topUps() == [
                    ["amount": 25_000_000, "kind": "paid", "account_id": 1_001],
                    ["amount": 7_500_000, "kind": "paid", "account_id": 1_001],
                ]
            )
            let page = try await buyer.person.get("/dashboard/billing").text
            #expect(page.contains("Top-up by card") && page.contains("$25.0000"))
            #expect(!page.contains("is not paid"))
        }
    }

    @Test func `a report that never comes is made good when the buyer returns`() async throws {
        try await selling { buyer in
            let before = try #require(try await buyer.available())
            let order = try await buyer.order("1000")
            #expect(
                try await buyer.person.get("/dashboard/billing").text
                    .contains("An order of $1000.00, made ")
            )
            try await buyer.desk.pay(order.page)
            #expect(try await buyer.available() == before)
            // Also without the way back from Stripe, which somebody may close.
            let back = try await buyer.person.get(order.path).text
            #expect(back.contains("Paid. $1000.00 is in your balance."))
            #expect(try await buyer.available() == before + 1_000_000_000)
        }
    }

    @Test func `a report that never comes is made good without the buyer, and what is over ends`()
        async throws
    {
        try await selling { buyer in
            let before = try #require(try await buyer.available())
            let paid = try await buyer.order("12.34")
            let left = try await buyer.order("6")
            try await buyer.desk.pay(paid.page)
            try await buyer.desk.expire(session(left.page))
            #expect(try await buyer.available() == before)
            try await buyer.server.terminate()
            // Older orders of another account at Stripe, which it does not know.
            try await buyer.server.tamper(
                """
                INSERT INTO top_up (id, account_id, amount, state, session_id, created_at)
                SELECT 'topup_00' || value, 1001, 5000000, 'open', 'cs_gone' || value,
                    (SELECT MAX(created_at) FROM top_up)
                FROM generate_series(1, 8)
                """
            )
            try await buyer.server.start()
            _ = try await eventually("the payment is asked for") {
                try await buyer.available() == before + 12_340_000 ? true : nil
            }
            _ = try await eventually("the other order is over") {
                let states = try await buyer.server.rows(
                    "SELECT state FROM top_up WHERE session_id NOT LIKE 'cs_gone%' ORDER BY amount"
                )
                return states == [["state": "expired"], ["state": "paid"]] ? true : nil
            }
        }
    }

    @Test func `what is refused, left or too late costs nothing`() async throws {
        try await selling { buyer in
            try await buyer.desk.tell(buyer.server)
            let before = try await buyer.available()
            let refused = try await buyer.order("5")
            #expect(try await buyer.desk.pay(refused.page, card: StripeDesk.poorCard).status == 402)
            let waiting = try await buyer.person.get(refused.path + "?from=paid").text
            #expect(waiting.contains("not confirmed yet"))
            let left = try await buyer.person.get(refused.path + "?from=cancelled").text
            #expect(left.contains("Nothing was paid.") && left.contains("Pay $5.00 at Stripe"))
            try await buyer.desk.expire(session(refused.page))
            let late = try await eventually("the order is over") {
                let text = try await buyer.person.get(refused.path).text
                return text.contains("The time to pay this is over") ? text : nil
            }
            #expect(!late.contains("at Stripe</a>"))
            #expect(try await buyer.available() == before)
            #expect(try await buyer.topUps().isEmpty)
        }
    }

    /// A report of Stripe's, as far as it is read.
    private static func event(
        _ topUp: String,
        _ session: String,
        _ cents: Int64,
        _ currency: String,
        _ status: String,
        _ kind: String
    ) -> JSONValue {
        let object: JSONValue = [
            "object": "checkout.session", "id": .string(session),
            "client_reference_id": .string(topUp), "payment_status": .string(status),
            "amount_subtotal": .int(cents), "amount_total": .int(cents),
            "currency": .string(currency), "status": "complete",
        ]
        return ["type": .string("checkout.session." + kind), "data": ["object": object]]
    }

    @Test func `only what Stripe signed just now counts, and only for its own order`()
        async throws
    {
        try await selling { buyer in
            let order = try await buyer.order("10")
            let topUp = try #require(order.path.split(separator: "/").last.map(String.init))
            let paid = String(session(order.page))
            func event(
                session: String? = nil,
                cents: Int64 = 1_000,
                currency: String = "usd",
                status: String = "paid",
                kind: String = "completed"
            ) -> JSONValue {
                Self.event(topUp, session ?? paid, cents, currency, status, kind)
            }
            func send(_ message: (header: String, body: [UInt8])) async throws -> Int {
                try await Call.send(
                    "POST",
                    buyer.server.address + "/stripe/webhook",
                    headers: [("Stripe-Signature", message.header)],
                    body: message.body
                ).status
            }
            let other = StripeDesk.signed(event(), secret: "whsec_of_somebody_else")
            #expect(try await send(other) == 400)
            #expect(try await send(StripeDesk.signed(event(), age: 400)) == 400)
            #expect(try await send((header: "", body: event().bytes())) == 400)
            var changed = StripeDesk.signed(event())
            changed.body = event(cents: 100_000).bytes()
            #expect(try await send(changed) == 400)
            let elsewhere = [
                event(session: "cs_test_other"), event(cents: 999), event(currency: "jpy"),
                event(status: "unpaid"), ["type": "charge.refunded"], ["no": "event"],
            ]
            for message in elsewhere {
                #expect(try await send(StripeDesk.signed(message)) == 200)
            }
            // What is theirs and cannot be read is to be told again.
            let unreadable: JSONValue = ["type": "checkout.session.completed", "data": []]
            #expect(try await send(StripeDesk.signed(unreadable)) == 500)
            #expect(try await buyer.topUps().isEmpty)
            #expect(buyer.server.log.contains("a payment of $9.99 for a top-up of $10"))
            // A bank debit that did not come ends the order; should it come after all, it counts.
            let failed = event(status: "unpaid", kind: "async_payment_failed")
            #expect(try await send(StripeDesk.signed(failed)) == 200)
            let state = "SELECT state FROM top_up"
            #expect(try await buyer.server.rows(state) == [["state": "expired"]])
            #expect(try await send(StripeDesk.signed(event())) == 200)
            #expect(try await buyer.topUps().count == 1)
        }
    }

    @Test(arguments: ["4.99", "1000.01", "12.345", "much", "-5", ""])
    func `the form says what is allowed and keeps what was typed`(usd: String) async throws {
        try await selling { buyer in
            let page = try await buyer.person.post("/dashboard/billing/top-ups", ["usd": usd])
            #expect(page.status == 422 && page.text.contains("class=\"error\""))
            #expect(page.text.contains("value=\"\(usd)\""))
            #expect(try await buyer.server.rows("SELECT id FROM top_up").isEmpty)
        }
    }

    @Test func `a Stripe that is away is said so, and nobody else sees an order`() async throws {
        try await selling { buyer in
            let order = try await buyer.order("10")
            let other = Person(buyer.server)
            #expect(try await other.get(order.path)["location"]?.hasPrefix("/login") == true)
            _ = try await other.post(
                "/signup",
                ["email": "eve@example.com", "password": Person.password]
            )
            _ = try await other.post("/verify", ["t": try await other.letter("/verify")])
            let absent = try await other.get(order.path)
            #expect(absent.status == 404)
            #expect(absent.text == (try await other.get("/dashboard/billing/top-ups/x").text))
        }
        let away = ["AIGENERATE_STRIPE_BASE_URL": "http://127.0.0.1:9"]
        try await selling(away) { buyer in
            let page = try await buyer.person.post("/dashboard/billing/top-ups", ["usd": "10"])
            #expect(page.text.contains("does not answer as it should. Nothing was paid."))
            #expect(page.text.contains("value=\"10\""))
        }
    }

    @Test func `nothing is sold without a key, or while the Sandbox stands in`() async throws {
        try await ServerProcess.run(["OPENAI_API_KEY": "sk-x"]) { server in
            let person = try await Person.administrator(of: server)
            #expect(!(try await person.get("/dashboard/billing").text.contains("by card")))
            #expect(try await person.post("/dashboard/billing/top-ups").status == 404)
            let report = try await Call.send("POST", server.address + "/stripe/webhook", body: [])
            #expect(report.status == 404)
        }
        try await StripeDesk.run { desk in
            try await ServerProcess.run(desk.settings) { server in
                let person = try await Person.administrator(of: server)
                #expect(!(try await person.get("/dashboard/billing").text.contains("by card")))
                let order = try await person.post("/dashboard/billing/top-ups", ["usd": "10"])
                #expect(order.status == 404)
            }
        }
    }

    @Test func `a key without its webhook's secret is refused at the start`() async throws {
        try await ServerProcess.run(isStarted: false) { server in
            let ending = try await server.command(
                ["config", "check"],
                environment: ["AIGENERATE_STRIPE_SECRET_KEY": "sk_test_1"]
            )
            #expect(ending.code == 2 && ending.errors.contains("stripe-webhook-secret"))
            try await server.start()
        }
    }
}
