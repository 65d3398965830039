import Domain
import Egress
import Logging
import NIOCore
import Storage
import Web
import Worker

/// The rooms of the house, put together. What each needs is given to it here and nowhere else.
struct Parts: Sendable {
    let house: House
    let recovery: Recovery
    private let workLoop: WorkLoop
    private let deliveries: DeliverWebhooks
    private let housekeeping: Housekeeping
    private let limits: WorkerLimits
    private let logger: Logger

    init(
        _ premises: Premises,
        _ suppliers: Suppliers,
        address: PublicAddress,
        logger: Logger
    ) throws {
        let shared = try SharedParts(premises, suppliers, address: address)
        let (store, limits) = (premises.store, WorkerLimits(premises.config))
        recovery = Recovery(
            store: store,
            routing: shared.routing,
            spool: shared.spool,
            limits: limits,
            logger: logger
        )
        workLoop = WorkLoop(
            store: store,
            runTask: RunTask(
                store: store,
                routing: shared.routing,
                spool: shared.spool,
                files: shared.files,
                inputs: InputPictures(
                    client: shared.client,
                    folder: premises.folder.file("spool")
                ),
                limits: limits,
                logger: logger
            ),
            recovery: recovery,
            limits: limits,
            logger: logger
        )
        deliveries = DeliverWebhooks(
            store: store,
            client: shared.client,
            vault: premises.vault,
            record: shared.record,
            limits: limits,
            logger: logger
        )
        housekeeping = Housekeeping(
            store: store,
            files: shared.files,
            limits: limits,
            logger: logger
        )
        house = House(premises, suppliers, shared, logger: logger)
        self.limits = limits
        self.logger = logger
    }

    /// The work of the node, until `drain` or cancellation.
    func work() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await workLoop.run() }
            group.addTask { await deliveries.run() }
            group.addTask { await housekeeping.run() }
            // The loop ends by a drain; the others are of no use without it.
            await group.next()
            deliveries.stop()
            group.cancelAll()
        }
    }

    /// Stops taking work and waits for what runs, at most as long as the longest task may take.
    func drain() async {
        workLoop.stop()
        let deadline = ContinuousClock.now + limits.drain
        while workLoop.runningCount > 0, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(50))
        }
        if workLoop.runningCount > 0 {
            logger.warning("stopping with calls open; the next start looks after them")
        }
    }
}

/// What both the web and the worker stand on.
private struct SharedParts: Sendable {
    let files: DiskFiles
    let spool: Spool
    let link: FileLink
    let record: TaskRecordJSON
    let policy: EgressPolicy
    let client: GuardedClient
    let routing: Routing

    init(_ premises: Premises, _ suppliers: Suppliers, address: PublicAddress) throws {
        let folder = premises.folder
        files = try DiskFiles(root: folder.file("files"))
        spool = try Spool(root: folder.file("spool"), bootID: LiveClock.bootID)
        let link = FileLink(key: premises.vault.links, publicURL: { address.text })
        record = TaskRecordJSON(creditValue: premises.creditValue) { output, expiresAt in
            link.url(path: output.path, expiresAt: expiresAt)
        }
        self.link = link
        policy = EgressPolicy(allowedNetworks: premises.config.allowedNetworks)
        client = GuardedClient(policy: policy)
        routing = Routing(
            catalog: premises.catalog,
            providers: suppliers.all,
            keys: suppliers.keys,
            breaker: Breaker(clock: premises.store.clock),
            sandbox: Suppliers.sandboxName
        )
    }
}

extension House {
    fileprivate init(
        _ premises: Premises,
        _ suppliers: Suppliers,
        _ shared: SharedParts,
        logger: Logger
    ) {
        let servability = ServabilityCheck(suppliers: suppliers, standIn: premises.standIn)
        let routing = shared.routing
        self.init(
            store: premises.store,
            vault: premises.vault,
            files: shared.files,
            freeSpace: FreeSpace(
                folder: premises.folder.path,
                reserve: premises.config.minimumFree
            ),
            catalog: premises.catalog,
            policy: shared.policy,
            record: shared.record,
            link: shared.link,
            settings: WebSettings(premises.config),
            servability: { servability($0) },
            providerStates: {
                suppliers.all.map { provider in
                    let hasKey = suppliers.keys.hasKey(for: provider.name)
                    let isUp = hasKey || !provider.traits.needsKey
                    return (provider.name, isUp && routing.breaker.allows(provider.name))
                }
            },
            door: Door(),
            logger: logger
        )
    }
}

/// Who would draw a variant now: a provider with a key, the Sandbox in its place, or nobody.
struct ServabilityCheck: Sendable {
    let suppliers: Suppliers
    let standIn: StandIn

    func callAsFunction(_ variant: Variant) -> Servability {
        if variant.routes.contains(where: { $0.provider == Suppliers.sandboxName }) {
            return .provider(Suppliers.sandboxName)
        }
        if standIn.isForced { return .standIn(Suppliers.sandboxName) }
        let usable = variant.routes.first { route in
            guard let provider = suppliers.provider(route.provider) else { return false }
            return !provider.traits.needsKey || suppliers.keys.hasKey(for: route.provider)
        }
        if let usable { return .provider(usable.provider) }
        return standIn.isActive ? .standIn(Suppliers.sandboxName) : .notOffered
    }
}

extension WorkerLimits {
    init(_ config: Config) {
        self.init()
        slots = config.slots
        perAccount = max(1, config.slots * 3 / 4)
        outputsKept = config.outputsKept
        recordsKept = config.recordsKept
    }
}

extension WebSettings {
    init(_ config: Config) {
        self.init(
            creates: config.creates,
            polls: config.polls,
            replayKept: .seconds(30 * 86_400),
            queueLimit: .seconds(86_400),
            isServingSuccessors: config.isServingSuccessors,
            trustedProxies: config.trustedProxies,
            version: Version.text
        )
    }
}
