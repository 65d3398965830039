import AsyncHTTPClient
import Domain
import Drawing
import NIOPosix
import Providers
import Storage
import Worker

/// The providers and their keys. The list of providers stands here.
struct Suppliers: Sendable {
    static let sandboxName = "sandbox"

    let all: [any Provider]
    let keys: KeyPool
    let studio: DrawingStudio
    private let client: HTTPClient

    init(_ premises: Premises) {
        let client = HTTPClient(
            eventLoopGroupProvider: .shared(.singletonMultiThreadedEventLoopGroup),
            configuration: UpstreamClient.configuration()
        )
        let studio = DrawingStudio()
        self.client = client
        self.studio = studio
        keys = KeyPool(clock: premises.store.clock)
        all = [
            Sandbox(studio: studio, concurrency: premises.config.slots),
            OpenAICompatible(
                profile: .openAI(baseURL: premises.config.openAIBaseURL),
                client: client,
                now: premises.store.clock.wall
            ),
        ]
    }

    func provider(_ name: String) -> (any Provider)? {
        all.first { $0.name == name }
    }

    /// Reads the keys anew: at start, and after the operator changed them.
    func reloadKeys(_ premises: Premises) async throws {
        var entries: [KeyPool.Entry] = []
        if let key = premises.config.openAIKey {
            entries.append(KeyPool.Entry(id: nil, provider: "openai", secret: key))
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
        if !entries.isEmpty { premises.standIn.set(keyExisted: true) }
    }

    func shutdown() async throws {
        try await client.shutdown()
    }
}
