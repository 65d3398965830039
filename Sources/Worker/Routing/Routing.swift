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
        let ready = open.filter { isReady($0) }
        for turn in ready.indices {
            let (provider, route) = ready[(job.failures + turn) % ready.count]
            guard provider.traits.needsKey else {
                return Choice(provider: provider, route: route, key: nil)
            }
            // Between the two looks another call may have taken the last one to try.
            let last = lastKey(of: job, provider.name)
            let key = keys.key(for: provider.name, model: route.model, after: last)
            if let key { return Choice(provider: provider, route: route, key: key) }
        }
        // Somebody finds out at this moment.
        if open.contains(where: { keys.isOnTrial($0.0.name, model: $0.1.model) }) { throw .resting }
        throw .keysRefused(provider: open[0].0.name)
    }

    /// After a call that failed: another route, or another key of the same provider, could serve the
    /// job now.
    func hasOther(than choice: Choice, for job: JobToRun) -> Bool {
        guard let routes = try? usableRoutes(for: job) else { return false }
        return ordered(routes, for: job).contains { provider, route in
            guard breaker.allows(provider.name) else { return false }
            guard provider.name == choice.provider.name else {
                return isReady((provider, route))
            }
            return keys.hasGood(provider.name, model: route.model, besides: choice.key)
        }
    }

    private func isReady(_ candidate: (provider: any Provider, route: Route)) -> Bool {
        !candidate.provider.traits.needsKey
            || keys.isReady(candidate.provider.name, model: candidate.route.model)
    }

    private func lastKey(of job: JobToRun, _ provider: String) -> KeyPool.Entry? {
        guard let last = job.lastAttempt, last.provider == provider else { return nil }
        return keys.entry(of: provider, id: last.providerKey)
    }

    /// Of any size that the ordered variant sells; nil where it takes no size.
    func soldPixels(of job: JobToRun) -> ClosedRange<Int>? {
        catalog.variant(job.slug)?.sizeRule?.pixels
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
