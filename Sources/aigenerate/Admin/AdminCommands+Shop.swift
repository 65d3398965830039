import Domain
import Storage
import Web

/// What goes on in the shop: who may buy, what is given away, what waits.
extension AdminCommands {
    func setActive(_ request: AdminRequest, _ isActive: Bool) async throws -> JSONValue {
        let account = try await account(request)
        guard try await premises.store.setActive(account: account, isActive) else {
            throw AccountError.noSuchAccount(account)
        }
        house?.keys.clear()
        return ["accountId": .string(String(account)), "active": .bool(isActive)]
    }

    func signOut(_ request: AdminRequest) async throws -> JSONValue {
        let account = try await account(request)
        let count = try await premises.store.endSessions(account: account)
        return ["ended": .int(Int64(count))]
    }

    /// For who lost the app and the recovery codes.
    func endSecondStep(_ request: AdminRequest) async throws -> JSONValue {
        let account = try await account(request)
        try await premises.store.endSecondFactor(account: account)
        return ["accountId": .string(String(account))]
    }

    /// Codes that each give `usd` to `uses` accounts, once an account. Their texts are shown once.
    func createCodes(_ request: AdminRequest) async throws -> JSONValue {
        guard let amount = try request.money("usd"), amount.isPositive else {
            throw AdminProblem("--usd must be more than 0.")
        }
        let count = Int64(request.text("count") ?? "1") ?? 0
        guard (1...1_000).contains(count) else {
            throw AdminProblem("--count must be a whole number from 1 to 1000.")
        }
        let uses = Int64(request.text("uses") ?? "1") ?? 0
        guard (1...1_000_000).contains(uses) else {
            throw AdminProblem("--uses must be a whole number from 1 to 1000000.")
        }
        let expiresAt = try expiry(request)
        let codes = (0..<count).compactMap { _ in GiftCode(random: NewSecrets.bytes(12)) }
        try await premises.store.save(
            codes.map {
                NewGiftCode(
                    code: $0,
                    amount: amount,
                    uses: uses,
                    note: String((request.text("reason") ?? "").prefix(200)),
                    expiresAt: expiresAt
                )
            }
        )
        return ["codes": .array(codes.map { .string($0.text) })]
    }

    func endCode(_ request: AdminRequest) async throws -> JSONValue {
        guard let id = Int64(try request.require("id")),
            try await premises.store.endGiftCode(id)
        else { throw AdminProblem("There is no code of this number that is still good.") }
        return ["ended": .string(String(id))]
    }

    func pause(_ request: AdminRequest, _ isPaused: Bool) async throws -> JSONValue {
        let slug = try request.require("model")
        guard let variant = premises.catalog.variant(slug) else {
            throw AdminProblem("There is no model '\(slug)'.")
        }
        if isPaused {
            try await premises.store.pause(slug: variant.slug)
        } else {
            try await premises.store.resume(slug: variant.slug)
        }
        return ["model": .string(variant.slug), "paused": .bool(isPaused)]
    }

    /// Of the server that runs; the next start takes work again.
    func pauseWork(_ isPaused: Bool) throws -> JSONValue {
        guard let house else { throw AdminProblem("No server runs.") }
        guard [.open, .paused].contains(house.door.current) else {
            throw AdminProblem("The server is starting or stopping, or its ledger is violated.")
        }
        house.door.set(isPaused ? .paused : .open)
        return ["paused": .bool(isPaused)]
    }

    func cancelTask(_ request: AdminRequest) async throws -> JSONValue {
        guard let id = TaskID(try request.require("task")) else {
            throw AdminProblem("--task must be the id of a task.")
        }
        switch try await premises.store.cancel(id) {
        case .cancelled: return ["cancelled": .string(id.text)]
        case .alreadyEnded: throw AdminProblem("It had ended.")
        case .notCancellable:
            throw AdminProblem(
                "Its provider is at work and would bill it all the same: it goes on."
            )
        }
    }
}
