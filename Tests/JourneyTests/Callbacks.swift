import AIGenerateClient
import Domain
import Foundation
import TestKit
import Testing

/// Callbacks as a customer's server gets them.
@Suite struct Callbacks {
    private func run(
        _ settings: [String: String] = [:],
        _ body: (Customer, WebhookReceiver) async throws -> Void
    ) async throws {
        try await WebhookReceiver.run { receiver in
            try await ServerProcess.run(settings) { server in
                try await body(try await server.newCustomer(), receiver)
            }
        }
    }

    private func order(_ receiver: WebhookReceiver, _ prompt: String = "a fox") -> JSONValue {
        Orders.sandbox(prompt, more: ["callBackUrl": .string(receiver.url())])
    }

    private func deliveries(_ id: String, _ customer: Customer) async throws -> [JSONValue] {
        try await customer.get("/api/v1/webhooks/deliveries?taskId=\(id)").data.arrayValue ?? []
    }

    private func delivery(
        _ id: String,
        _ customer: Customer,
        is state: String
    ) async throws -> JSONValue {
        try await eventually("the delivery is \(state)") {
            try await deliveries(id, customer).first { $0["state"] == .string(state) }
        }
    }

    @Test func `success and failure are told, signed in both ways`() async throws {
        try await run { customer, receiver in
            let good = try await customer.create(order(receiver))
            let goodID = try #require(good.data["taskId"]?.stringValue)
            let call = try #require(try await receiver.received(1).first)
            #expect(call.method == "POST")
            #expect(call.headers["content-type"] == "application/json")
            #expect(call.json["code"] == 200)
            #expect(call.json["msg"] == "Playground task completed successfully.")
            #expect(call.data["taskId"] == .string(goodID))
            #expect(call.data["task_id"] == .string(goodID))
            #expect(call.data["state"] == "success")
            #expect(call.data["costTime"]?.intValue.map { $0 < 1_000 } == true)
            // One id from the request to its callback.
            #expect(call.headers["x-request-id"] == good["x-request-id"])
            #expect(try await WebhookLibrary.verify(call, [customer.webhookSecret], customer))
            #expect(try await !WebhookLibrary.verify(call, ["whsec_AAAAAAAA"], customer))
            try AIGenerateClient.verifyWebhook(
                body: Data(call.body),
                headers: call.headers,
                secret: customer.webhookSecret,
                now: TestDay.now
            )
            try AIGenerateClient.verifyKieWebhook(
                body: Data(call.body),
                headers: call.headers,
                secrets: [customer.webhookSecret],
                now: TestDay.now
            )
            let badID = try await customer.order(order(receiver, "a fox !refuse"))
            let bad = try #require(try await receiver.received(2).last)
            #expect(bad.json["code"] == 501)
            #expect(bad.json["msg"] == "Playground task failed.")
            #expect(bad.data["taskId"] == .string(badID))
            #expect(bad.data["failCode"] == "400")
            #expect(bad.headers["webhook-id"] != call.headers["webhook-id"])
        }
    }

    @Test func `a receiver that fails is asked again, and both tries are on record`()
        async throws
    {
        try await run { customer, receiver in
            receiver.next(.status(500), .status(200))
            let id = try await customer.order(order(receiver))
            let calls = try await receiver.received(2)
            #expect(calls[0].headers["webhook-id"] == calls[1].headers["webhook-id"])
            #expect(calls[0].body == calls[1].body)
            let delivery = try await delivery(id, customer, is: "delivered")
            let tries = try #require(delivery["attempts"]?.arrayValue)
            #expect(tries.map { $0["status"] } == [500, 200])
            #expect(tries[0]["answer"] == "answer 500")
        }
    }

    @Test func `410 ends a delivery, and the customer can have it sent again`() async throws {
        try await run { customer, receiver in
            receiver.next(.status(410))
            let id = try await customer.order(order(receiver))
            let gone = try await delivery(id, customer, is: "exhausted")
            let deliveryID = gone["id"]?.stringValue ?? ""
            let path = "/api/v1/webhooks/deliveries/\(deliveryID)/resend"
            // Nobody else's business.
            let stranger = try customer.server.customer()
            #expect(try await stranger.post(path, [:]).status == 404)
            #expect(try await customer.post(path, [:]).status == 200)
            let calls = try await receiver.received(2)
            #expect(calls.map { $0.headers["webhook-id"] } == [deliveryID, deliveryID])
            let done = try await delivery(id, customer, is: "delivered")
            #expect(done["attempts"]?.arrayValue?.map { $0["status"] } == [410, 200])
        }
    }

    @Test func `redirects are not followed`() async throws {
        try await run { customer, receiver in
            receiver.next(.redirect(to: receiver.url("/elsewhere")))
            let id = try await customer.order(order(receiver))
            let first = try await eventually("a try is on record") {
                try await deliveries(id, customer).first?["attempts"]?.arrayValue?.first
            }
            #expect(first["status"] == 302)
            #expect(receiver.received.allSatisfy { $0.path == "/hook" })
        }
    }

    @Test func `after a rotation both secrets verify`() async throws {
        try await run { customer, receiver in
            let rotated = try await customer.server.admin(
                "webhook-secret",
                "--account",
                customer.account,
                "--rotate"
            )
            let new = try #require(rotated["webhookSecret"]?.stringValue)
            #expect(new != customer.webhookSecret)
            _ = try await customer.order(order(receiver))
            let call = try #require(try await receiver.received(1).first)
            for secret in [customer.webhookSecret, new] {
                #expect(try await WebhookLibrary.verify(call, [secret], customer))
            }
        }
    }

    @Test func `a delivery survives kill -9`() async throws {
        try await run { customer, receiver in
            receiver.always(.hang)
            let id = try await customer.order(order(receiver))
            _ = try await receiver.received(1)
            try await customer.server.kill()
            receiver.always(.status(200))
            try await customer.server.start()
            let calls = try await receiver.received(2)
            #expect(Set(calls.map { $0.headers["webhook-id"] }).count == 1)
            #expect(calls.last?.data["taskId"] == .string(id))
            _ = try await delivery(id, customer, is: "delivered")
        }
    }

    @Test func `without an allowance no callback reaches a private address`() async throws {
        try await run(["AIGENERATE_EGRESS_ALLOW_CIDRS": ""]) { customer, receiver in
            let literal = try await customer.create(order(receiver))
            #expect(literal.status == 422)
            #expect(literal.param == "callBackUrl")
            #expect(receiver.received.isEmpty)
        }
    }
}
