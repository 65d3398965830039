import Domain
import Logging
import Storage

/// Asks Stripe about the orders that are open: a payment whose report got lost is found without its
/// buyer, and what nobody paid ends.
struct AskForPayments: Sendable {
    let house: House

    private static let batch = 50
    /// Orders in a row about which Stripe gives no answer, until the round ends.
    private static let mostFailures = 5

    /// All of them once.
    func callAsFunction() async throws {
        guard let till = Till.forReports(house) else { return }
        var last = ""
        var failures = 0
        while !Task.isCancelled {
            let orders = try await house.store.openTopUps(after: last, limit: Self.batch)
            guard let end = orders.last else { return }
            for order in orders {
                do {
                    _ = try await till.refresh(order)
                    failures = 0
                } catch let failure as PaymentFailure {
                    house.logger.warning(
                        "Stripe said nothing of an open order",
                        metadata: ["topUp": "\(order.id)", "why": "\(failure.detail)"]
                    )
                    if failure.isOfThisRequest { continue }
                    failures += 1
                    guard failures < Self.mostFailures else { return }
                }
            }
            last = end.id
        }
    }
}
