import Domain
import Hummingbird
import Storage

/// `GET /api/v1/chat/credit`: the available credits as a bare number, as kie's clients read it.
struct CreditEndpoint: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let balance = try await house.balance(request, context)
        return Envelope.success(.numeric(house.credit.credits(balance.available)))
    }
}

/// `GET /api/v1/account/balance`: available, held, spent and expired, in credits and USD.
struct BalanceEndpoint: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let balance = try await house.balance(request, context)
        return Envelope.success([
            "available": house.money(balance.available),
            "held": house.money(balance.held),
            "spent": house.money(balance.charged),
            "expired": house.money(balance.expired),
            "creditUsd": .usd(MicroUSD(house.credit.microUSD)),
        ])
    }
}

extension House {
    fileprivate func balance(_ request: Request, _ context: APIContext) async throws -> Balance {
        let caller = try await caller(request, context, scope: .read)
        guard let balance = try await store.balance(account: caller.accountID) else {
            throw APIError.internalFault
        }
        return balance
    }
}
