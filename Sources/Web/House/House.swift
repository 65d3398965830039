package import Domain
package import Egress
package import Logging
package import Storage

/// Everything the web side works with. Web knows nothing of providers: who could draw a variant is
/// asked through `servability`.
///
/// A class though nothing of it changes: every request hands it on several times, and copying a
/// struct of so many parts counts up and down the references to each.
package final class House: Sendable {
    package let store: Store
    package let vault: Vault
    package let files: any FileStorage
    package let freeSpace: FreeSpace
    package let shelf: Shelf
    package let policy: EgressPolicy
    /// Fetches what customers name by address.
    package let client: GuardedClient
    package let uploads: UploadSpool
    package let record: TaskRecordJSON
    package let link: FileLink
    package let settings: WebSettings
    private let drawer: @Sendable (Variant) -> Servability
    /// Each provider's name, and whether it can be used now.
    package let providerStates: @Sendable () -> [(name: String, isUp: Bool)]
    package let keys: KeyCache
    package let uptime: Uptime
    let throttle: Throttle
    let proxyNotice = ProxyNotice()
    let refusals: RefusalNotice
    let desk: PasswordDesk
    /// Sends a letter, or shows it to the operator. False: it was not sent.
    let post: @Sendable (Letter) async -> Bool
    /// There is an administrator: the first key need not be shown any more.
    let isSetUp: @Sendable () -> Void
    /// nil: no credit is sold for money here.
    let stripe: StripeCheckout?
    /// nil: nobody signs in elsewhere.
    let identities: IdentityProvider?
    /// The Sandbox draws in the place of models that nobody else would.
    let isStandingIn: @Sendable () -> Bool
    package let door: Door
    /// Does what is ordered on the pages of `/admin`.
    package let operate = Operator()
    package let logger: Logger
    let polls: PollLimiter
    let connections: AddressConnections
    let refused: RefusalLimiter
    /// Of orders.
    let returns: ReturnTimes

    package init(
        store: Store,
        vault: Vault,
        files: any FileStorage,
        freeSpace: FreeSpace,
        shelf: Shelf,
        policy: EgressPolicy,
        client: GuardedClient,
        uploads: UploadSpool,
        record: TaskRecordJSON,
        link: FileLink,
        settings: WebSettings,
        servability: @escaping @Sendable (Variant) -> Servability,
        providerStates: @escaping @Sendable () -> [(name: String, isUp: Bool)],
        post: @escaping @Sendable (Letter) async -> Bool,
        isSetUp: @escaping @Sendable () -> Void,
        stripe: StripeCheckout?,
        identities: IdentityProvider?,
        isStandingIn: @escaping @Sendable () -> Bool,
        cores: Int,
        door: Door,
        logger: Logger
    ) {
        self.store = store
        self.vault = vault
        self.files = files
        self.freeSpace = freeSpace
        self.shelf = shelf
        self.policy = policy
        self.client = client
        self.uploads = uploads
        self.record = record
        self.link = link
        self.settings = settings
        drawer = servability
        self.providerStates = providerStates
        self.door = door
        self.logger = logger
        keys = KeyCache(clock: store.clock)
        uptime = Uptime(store: store)
        throttle = Throttle(clock: store.clock)
        refusals = RefusalNotice(clock: store.clock)
        desk = PasswordDesk(cores: cores)
        self.post = post
        self.isSetUp = isSetUp
        self.stripe = stripe
        self.identities = identities
        self.isStandingIn = isStandingIn
        polls = PollLimiter(limit: settings.polls, clock: store.clock)
        connections = AddressConnections(limit: settings.connectionsPerAddress)
        refused = RefusalLimiter(limit: settings.refusals, clock: store.clock)
        returns = ReturnTimes(clock: store.clock)
    }

    package var catalog: Catalog { shelf.catalog }

    /// Who would draw a variant now, or the successor that serves it.
    func servability(_ variant: Variant, servedBy: Variant? = nil) -> Servability {
        variant.isOff ? .notOffered : drawer(servedBy ?? variant)
    }

    var credit: CreditValue { record.creditValue }

    var crossOrigin: CrossOrigin { CrossOrigin(allowed: settings.allowedOrigins) }
}

/// Who would draw a variant now.
package enum Servability: Hashable, Sendable {
    case provider(String)
    /// Its providers refuse every key for it. An order may still find out that one is accepted again.
    case refused(String)
    /// No provider key was ever added: the Sandbox draws, and says so.
    case standIn(String)
    /// No provider of it has a key.
    case notOffered
}

package struct WebSettings: Sendable {
    package var creates: RateLimit
    package var polls: RateLimit
    /// Requests that are refused, of one key, or of one address without a key.
    package var refusals: RateLimit
    package var connectionsPerAddress: Int
    /// How long a client may take nothing of its answer.
    package var writeStall: Duration
    package var replayKept: Duration
    package var queueLimit: Duration
    /// A waiting client hears from us at least this often.
    package var heartbeat: Duration
    package var uploadsKept: Duration
    /// Bytes of one account's uploads together.
    package var uploadsMost: Int64
    package var outputsKept: Duration
    package var isServingSuccessors: Bool
    /// Proxies whose X-Forwarded-For counts.
    package var trustedProxies: [AddressRange]
    /// Web apps that may call the API from a browser.
    package var allowedOrigins: AllowedOrigins
    package var signUpGrant: MicroUSD
    package var playground: Allowance
    /// Operators must have turned the second step of signing in on.
    package var needsSecondStep: Bool
    package var version: String

    package init(
        creates: RateLimit,
        polls: RateLimit,
        refusals: RateLimit,
        connectionsPerAddress: Int,
        writeStall: Duration,
        replayKept: Duration,
        queueLimit: Duration,
        heartbeat: Duration,
        uploadsKept: Duration,
        uploadsMost: Int64,
        outputsKept: Duration,
        isServingSuccessors: Bool,
        trustedProxies: [AddressRange],
        allowedOrigins: AllowedOrigins,
        signUpGrant: MicroUSD,
        playground: Allowance,
        needsSecondStep: Bool,
        version: String
    ) {
        self.creates = creates
        self.polls = polls
        self.refusals = refusals
        self.connectionsPerAddress = connectionsPerAddress
        self.writeStall = writeStall
        self.replayKept = replayKept
        self.queueLimit = queueLimit
        self.heartbeat = heartbeat
        self.uploadsKept = uploadsKept
        self.uploadsMost = uploadsMost
        self.outputsKept = outputsKept
        self.isServingSuccessors = isServingSuccessors
        self.trustedProxies = trustedProxies
        self.allowedOrigins = allowedOrigins
        self.signUpGrant = signUpGrant
        self.playground = playground
        self.needsSecondStep = needsSecondStep
        self.version = version
    }
}
