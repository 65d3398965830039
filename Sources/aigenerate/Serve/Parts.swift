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
    private let errands: Errands
    let limits: WorkerLimits
    private let logger: Logger

    init(
        _ premises: Premises,
        _ suppliers: Suppliers,
        address: PublicAddress,
        logger: Logger
    ) throws {
        let tools = try Tools(premises, suppliers, address: address, logger: logger)
        let store = premises.store
        recovery = Recovery(
            store: store,
            routing: tools.routing,
            spool: tools.spool,
            limits: tools.limits,
            logger: logger
        )
        workLoop = WorkLoop(
            store: store,
            runTask: tools.runTask,
            recovery: recovery,
            limits: tools.limits,
            logger: logger
        )
        deliveries = DeliverWebhooks(
            store: store,
            client: tools.client,
            vault: premises.vault,
            record: tools.record,
            limits: tools.limits,
            logger: logger
        )
        housekeeping = Housekeeping(
            store: store,
            files: tools.files,
            limits: tools.limits,
            logger: logger
        )
        limits = tools.limits
        self.logger = logger
        house = tools.house(premises, suppliers, logger: logger)
        errands = Errands(house: house)
    }

    /// The work of the node, until `drain` or cancellation.
    func work() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await workLoop.run() }
            group.addTask { await deliveries.run() }
            group.addTask { await housekeeping.run() }
            group.addTask { await errands.run() }
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

/// Who would draw a variant now: a provider with a key, the Sandbox in its place, or nobody.
struct ServabilityCheck: Sendable {
    let suppliers: Suppliers
    let standIn: StandIn

    func callAsFunction(_ variant: Variant) -> Servability {
        if variant.routes.contains(where: { $0.provider == Suppliers.sandboxName }) {
            return .provider(Suppliers.sandboxName)
        }
        if standIn.isForced { return .standIn(Suppliers.sandboxName) }
        let usable = suppliers.roster.routes(of: variant).filter { route in
            guard let provider = suppliers.provider(route.provider),
                suppliers.rules.allows(route.provider)
            else { return false }
            return !provider.traits.needsKey || suppliers.keys.hasKey(for: route.provider)
        }
        let accepted = usable.first { route in
            suppliers.provider(route.provider)?.traits.needsKey == false
                || suppliers.keys.hasGood(route.provider, model: route.model)
        }
        if let accepted { return .provider(accepted.provider) }
        if let refused = usable.first { return .refused(refused.provider) }
        return standIn.isActive ? .standIn(Suppliers.sandboxName) : .notOffered
    }
}

extension WorkerLimits {
    init(_ config: Config) {
        self.init()
        slots = config.slots
        perAccount = max(1, slots * 3 / 4)
        outputsKept = config.outputsKept
        recordsKept = config.recordsKept
    }
}

extension WebSettings {
    init(_ config: Config) {
        self.init(
            creates: config.creates,
            polls: config.polls,
            refusals: config.refusals,
            connectionsPerAddress: config.connectionsPerAddress,
            writeStall: config.writeStall,
            replayKept: .seconds(30 * 86_400),
            queueLimit: .seconds(86_400),
            heartbeat: config.heartbeat,
            uploadsKept: config.uploadsKept,
            uploadsMost: config.uploadsMost,
            outputsKept: config.outputsKept,
            isServingSuccessors: config.isServingSuccessors,
            trustedProxies: config.trustedProxies,
            allowedOrigins: config.allowedOrigins,
            signUpGrant: config.signUpGrant,
            playground: config.playground,
            needsSecondStep: config.needsSecondStep,
            version: Version.text
        )
    }
}
