package import Domain
import Synchronization

/// Who can draw for us: the providers that are built in, and further endpoints of one of them that
/// the operator added.
package final class ProviderRoster: Sendable {
    private let builtIn: [any Provider]
    /// The provider whose routes every endpoint serves too.
    private let original: String
    // Guards what the operator changes while the house runs.
    private let endpoints = Mutex<[any Provider]>([])

    package init(builtIn: [any Provider], original: String) {
        self.builtIn = builtIn
        self.original = original
    }

    /// Puts the whole list in place: at start, and when the operator adds or removes one.
    package func replace(endpoints new: [any Provider]) {
        endpoints.withLock { $0 = new }
    }

    package var all: [any Provider] { builtIn + endpoints.withLock { $0 } }

    package func provider(_ name: String) -> (any Provider)? {
        all.first { $0.name == name }
    }

    /// The variant's routes, best first. An endpoint buys what the provider that it is one of does,
    /// at the same cost, after it and in the order in which they were added.
    package func routes(of variant: Variant) -> [Route] {
        let names = endpoints.withLock { $0.map(\.name) }
        guard !names.isEmpty else { return variant.routes }
        return variant.routes.flatMap { route in
            guard route.provider == original else { return [route] }
            return [route]
                + names.map { name in
                    Route(
                        provider: name,
                        model: route.model,
                        parameters: route.parameters,
                        cost: route.cost
                    )
                }
        }
    }
}
