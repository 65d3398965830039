package import Domain
package import Storage

/// Who draws a job: the choice among a variant's routes.
package struct Routing: Sendable {
    let catalog: Catalog
    let roster: ProviderRoster
    let keys: KeyPool
    package let breaker: Breaker
    package let rules: ProviderRules
    /// The provider that stands in and serves test keys.
    let sandbox: String

    package init(
        catalog: Catalog,
        roster: ProviderRoster,
        keys: KeyPool,
        breaker: Breaker,
        rules: ProviderRules = ProviderRules(),
        sandbox: String
    ) {
        self.catalog = catalog
        self.roster = roster
        self.keys = keys
        self.breaker = breaker
        self.rules = rules
        self.sandbox = sandbox
    }

    package struct Choice: Sendable {
        package let provider: any Provider
        package let route: Route
        package let key: KeyPool.Entry?
        /// Another route or key could serve the job as well.
        package let hasOther: Bool
    }

    package enum NoChoice: Error, Hashable, Sendable {
        /// Every usable provider rests after failures: try again later.
        case resting
        /// The provider refused every key of ours a moment ago: no money can make it draw now.
        case keysRefused(provider: String)
        /// No route can serve it: no key, or the slug is gone.
        case none(String)
    }

    /// The best usable route; after failures the next one in turn.
    package func choose(for job: JobToRun) throws(NoChoice) -> Choice {
        let routes = try usableRoutes(for: job)
        let open = ordered(routes, for: job).filter { breaker.allows($0.1.provider) }
        guard !open.isEmpty else { throw .resting }
        let ready = open.filter { !$0.0.traits.needsKey || keys.isReady($0.0.name) }
        let (provider, route) = ready.isEmpty ? open[0] : ready[job.failures % ready.count]
        let key = keys.key(for: provider.name)
        guard key != nil || !provider.traits.needsKey else {
            throw .keysRefused(provider: provider.name)
        }
        return Choice(provider: provider, route: route, key: key, hasOther: ready.count > 1)
    }

    /// Of any size that the ordered variant sells; nil where it takes no size.
    func mostPixels(of job: JobToRun) -> Int? {
        catalog.variant(job.slug)?.sizeRule?.mostPixels
    }

    /// Without those that may not be asked now, the others in the operator's order.
    private func ordered(
        _ routes: [(any Provider, Route)],
        for job: JobToRun
    ) -> [(any Provider, Route)] {
        let allowed = routes.filter { rules.allows($0.0.name) }
        return rules.ordered(
            allowed.map { (name: $0.0.name, value: $0) },
            draw: job.taskID.text
        )
    }

    private func usableRoutes(
        for job: JobToRun
    ) throws(NoChoice) -> [(any Provider, Route)] {
        let slug = job.servedBy ?? job.slug
        guard let variant = catalog.variant(slug) else {
            throw .none("\(slug) is not in the price list any more")
        }
        if job.isStandIn || job.isTest {
            guard let provider = roster.provider(sandbox) else { throw .none("no Sandbox here") }
            let own = variant.routes.first { $0.provider == sandbox }
            return [(provider, own ?? standInRoute(slug))]
        }
        let routes = roster.routes(of: variant).compactMap { route -> (any Provider, Route)? in
            guard let provider = roster.provider(route.provider) else { return nil }
            let isUsable = !provider.traits.needsKey || keys.hasKey(for: route.provider)
            return isUsable ? (provider, route) : nil
        }
        guard !routes.isEmpty else { throw .none("no provider of \(slug) has a key") }
        return routes
    }

    private func standInRoute(_ slug: String) -> Route {
        Route(provider: sandbox, model: slug, parameters: [:], cost: nil)
    }
}
