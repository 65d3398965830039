import Domain
import Drawing
import Providers
import Storage
import Worker

/// The providers and their keys. The list of providers stands here.
struct Suppliers: Sendable {
    static let sandboxName = "sandbox"
    static let openAIName = "openai"

    let roster: ProviderRoster
    let keys: KeyPool
    let rules = ProviderRules()
    let studio: DrawingStudio
    private let clients: UpstreamClients
    private let readTimeout: Duration
    private let clock: Clock

    init(_ premises: Premises) {
        let clients = UpstreamClients()
        let studio = DrawingStudio()
        self.clients = clients
        self.studio = studio
        clock = premises.store.clock
        readTimeout = premises.config.upstreamRead
        keys = KeyPool(clock: clock)
        var openAI = OpenAICompatibleProfile.openAI(baseURL: premises.config.openAIBaseURL)
        openAI.readTimeout = readTimeout
        roster = ProviderRoster(
            builtIn: [
                Sandbox(studio: studio, concurrency: premises.config.slots),
                OpenAICompatible(profile: openAI, client: clients.here, now: clock.wall),
            ],
            original: Self.openAIName
        )
    }

    var all: [any Provider] { roster.all }

    func provider(_ name: String) -> (any Provider)? { roster.provider(name) }

    /// A further address of OpenAI's API: a cloud's, or a proxy's.
    func endpoint(_ name: String, at baseURL: String) -> any Provider {
        var profile = OpenAICompatibleProfile(name: name, baseURL: baseURL)
        profile.readTimeout = readTimeout
        return OpenAICompatible(profile: profile, client: clients.here, now: clock.wall)
    }

    /// Reads endpoints, keys and rules anew: at start, and after the operator changed them.
    func reloadKeys(_ premises: Premises) async throws {
        let endpoints = try await premises.store.providerEndpoints()
        roster.replace(endpoints: endpoints.map { endpoint($0.name, at: $0.baseURL) })
        var entries: [KeyPool.Entry] = []
        if let key = premises.config.openAIKey {
            entries.append(KeyPool.Entry(id: nil, provider: Self.openAIName, secret: key))
        }
        for stored in try await premises.store.providerKeys() {
            let secret = try premises.vault.open(
                stored.sealed,
                for: "provider:\(stored.provider)"
            )
            entries.append(
                KeyPool.Entry(id: stored.id, provider: stored.provider, secret: secret)
            )
        }
        keys.replace(entries)
        try await rules.refresh(from: premises.store)
        if !entries.isEmpty { premises.standIn.set(keyExisted: true) }
    }

    /// What providers said against our keys before this start, of keys that nothing is known of yet. Call
    /// it after `reloadKeys`.
    func restoreRefusals(_ premises: Premises) async throws {
        for provider in all {
            for (key, _) in keys.refusals(of: provider.name) {
                keys.restore(try await premises.store.keyRefusals(of: key.stored), of: key)
            }
        }
    }

    func shutdown() async throws {
        try await clients.shutdown()
    }
}
