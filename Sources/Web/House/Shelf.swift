package import Domain
import Synchronization

/// What is on sale now: the price list with the operator's decisions. Whoever takes the catalogue has
/// one state of it.
package final class Shelf: Sendable {
    private let state: Mutex<Catalog>

    package init(_ catalog: Catalog) {
        state = Mutex(catalog)
    }

    package var catalog: Catalog { state.withLock(\.self) }

    package func replace(_ catalog: Catalog) {
        state.withLock { $0 = catalog }
    }
}
