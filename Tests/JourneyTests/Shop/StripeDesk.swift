import Crypto
import Domain
import Foundation
import TestKit

/// A local Stripe: see `Python/stripe_desk.py`.
struct StripeDesk: Sendable {
    let address: String

    static let webhookSecret = "whsec_for_tests"
    static let goodCard = "4242424242424242"
    /// localstripe takes it and then refuses the charge.
    static let poorCard = "4000000000000341"

    /// Runs one while `body` runs.
    static func run<Value>(_ body: (StripeDesk) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory
            .appending(component: "stripe-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let child = try PythonJourney.service("stripe_desk.py", in: folder)
        defer { child.signal(SIGKILL) }
        let address = try await PythonJourney.address(of: child)
        return try await body(StripeDesk(address: address))
    }

    /// What makes a server sell credit here.
    var settings: [String: String] {
        [
            "AIGENERATE_STRIPE_SECRET_KEY": "sk_test_12345",
            "AIGENERATE_STRIPE_WEBHOOK_SECRET": Self.webhookSecret,
            "AIGENERATE_STRIPE_BASE_URL": address,
        ]
    }

    /// From now on reports go to the server.
    func tell(_ server: ServerProcess) async throws {
        let webhook: JSONValue = [
            "url": .string(server.address + "/stripe/webhook"),
            "secret": .string(Self.webhookSecret),
        ]
        _ = try await Call.send(
            "POST",
            address + "/_config/webhooks/ours",
            headers: [("Content-Type", "application/json")],
            body: webhook.bytes()
        )
    }

    /// As somebody types a card's number on Stripe's page.
    @discardableResult
    func pay(_ page: String, card: String = goodCard) async throws -> Answer {
        try await Call.send(
            "POST",
            page,
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Array("number=\(card)".utf8)
        )
    }

    /// Tells once more what it told before.
    func report(_ session: Substring) async throws {
        _ = try await Call.send("POST", address + "/_config/report/\(session)", body: [])
    }

    func expire(_ session: Substring) async throws {
        _ = try await Call.send(
            "POST",
            address + "/v1/checkout/sessions/\(session)/expire",
            headers: [("Authorization", "Bearer sk_test_12345")],
            body: []
        )
    }

    /// A report as Stripe signs it, `age` seconds ago.
    static func signed(
        _ event: JSONValue,
        secret: String = webhookSecret,
        age: Int64 = 0
    ) -> (header: String, body: [UInt8]) {
        let body = event.bytes()
        let seconds = Int64(TestDay.now.timeIntervalSince1970) - age
        let proof = HMAC<SHA256>.authenticationCode(
            for: Data("\(seconds).".utf8) + Data(body),
            using: SymmetricKey(data: Data(secret.utf8))
        )
        let hex = proof.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return ("t=\(seconds),v1=\(hex),v0=none", body)
    }
}
