import Domain
import TestKit
import Testing

/// What a key may not do, and what an account cannot pay for.
@Suite struct RefusingKeys {
    private func isRefused(
        _ answer: Answer,
        _ status: Int,
        _ code: Int64,
        _ type: String,
        says: String = ""
    ) {
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.code == code)
        #expect(answer.errorType == type)
        #expect(answer["x-should-retry"] == "false")
        #expect(answer.message.contains(says), "\(answer.message)")
    }

    private func key(_ customer: Customer, _ options: String...) async throws -> Customer {
        let arguments = ["admin", "create-key", "--account", customer.account, "--json"] + options
        let ending = try await customer.server.command(arguments)
        #expect(ending.code == 0, "\(ending.errors)")
        let made = try JSONValue.parse(ending.output)
        var keyed = customer.with(key: made["apiKey"]?.stringValue ?? "")
        keyed.keyID = made["keyId"]?.stringValue ?? ""
        return keyed
    }

    @Test func `keys that are missing, mistyped, revoked or over`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let url = server.address + "/api/v1/chat/credit"
            isRefused(try await Call.send("GET", url), 401, 401, "invalid_api_key", says: "missing")
            let basic = [("Authorization", "Basic abc")]
            isRefused(
                try await Call.send("GET", url, headers: basic),
                401,
                401,
                "invalid_api_key"
            )
            let mistyped = customer.with(key: customer.key + "x")
            isRefused(try await mistyped.get("/api/v1/chat/credit"), 401, 401, "invalid_api_key")
            let revoked = try await key(customer)
            #expect(try await revoked.create(Orders.sandbox()).status == 200)
            try await server.admin("revoke-key", "--key", revoked.keyID)
            isRefused(
                try await revoked.create(Orders.sandbox()),
                401,
                401,
                "invalid_api_key",
                says: "revoked"
            )
            let over = try await key(customer, "--expires", "2020-01-01")
            isRefused(
                try await over.create(Orders.sandbox()),
                401,
                401,
                "invalid_api_key",
                says: "expired at 2020-01-01"
            )
        }
    }

    @Test func `keys with a narrower right`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let reader = try await key(customer, "--scopes", "read")
            isRefused(
                try await reader.create(Orders.sandbox()),
                403,
                403,
                "permission_denied",
                says: "generate"
            )
            #expect(try await reader.get("/api/v1/chat/credit").status == 200)
            let elsewhere = try await key(customer, "--allow-ip", "203.0.113.0/24")
            isRefused(
                try await elsewhere.create(Orders.sandbox()),
                403,
                403,
                "permission_denied",
                says: "address"
            )
            let here = try await key(customer, "--allow-ip", "127.0.0.0/8")
            #expect(try await here.create(Orders.sandbox()).status == 200)
            let slow = try await key(customer, "--allow-model", "sandbox-slow")
            let refused = try await slow.create(Orders.sandbox())
            isRefused(refused, 403, 403, "permission_denied", says: "sandbox-slow")
            #expect(refused.param == "model")
        }
    }

    @Test func `a balance that does not cover the order`() async throws {
        try await ServerProcess.run { server in
            let poor = try await server.newCustomer(usd: "0.027999")
            let answer = try await poor.create(Orders.paid())
            isRefused(answer, 402, 402, "insufficient_credits", says: "4.00 credits")
            #expect(try await poor.balance().available == MicroUSD(27_999))
            #expect(try await poor.balance().held == .zero)
        }
    }

    @Test(arguments: ["hour", "day", "month", "total"])
    func `a cap stops a key and says when it opens again`(_ window: String) async throws {
        try await ServerProcess.run(["AIGENERATE_SANDBOX": "auto"]) { server in
            let customer = try server.customer()
            let capped = try await key(customer)
            try await server.admin("set-caps", "--key", capped.keyID, "--\(window)-usd", "0.03")
            let first = try await capped.order(Orders.paid())
            let answer = try await capped.create(Orders.paid())
            isRefused(answer, 403, 433, "spend_limit_exceeded", says: "cap of the key for the")
            #expect(answer.message.contains(window))
            let says = window == "total" ? "does not reset by itself" : "It resets at 20"
            #expect(answer.message.contains(says), "\(answer.message)")
            // Another key of the account is not held back.
            _ = try await customer.ended(try await customer.order(Orders.paid()))
            _ = try await capped.ended(first)
            let account = ["set-caps", "--account", customer.account, "--\(window)-usd", "0.06"]
            let ending = try await server.command(["admin"] + account)
            #expect(ending.code == 0, "\(ending.errors)")
            isRefused(
                try await customer.create(Orders.paid()),
                403,
                433,
                "spend_limit_exceeded",
                says: "account"
            )
        }
    }
}
