import Synchronization

/// Versions of prices that were read before. There are a few hundred, and none ever changes.
package final class KnownPrices: Sendable {
    private let prices = Mutex<[String: PublishedPrice]>([:])

    package init() {}

    func price(_ version: String) -> PublishedPrice? {
        prices.withLock { $0[version] }
    }

    func keep(_ price: PublishedPrice) {
        prices.withLock { $0[price.version] = price }
    }
}
