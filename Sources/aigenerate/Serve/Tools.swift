import Domain
import Egress
import Foundation
import Logging
import Storage
import Web
import Worker

/// What several rooms share: files, links, the guarded client, routing, limits.
struct Tools: Sendable {
    let files: KeptFiles
    let spool: Spool
    let link: FileLink
    let record: TaskRecordJSON
    let policy: EgressPolicy
    let client: GuardedClient
    let uploads: UploadSpool
    let limits: WorkerLimits
    let routing: Routing
    let runTask: RunTask

    init(
        _ premises: Premises,
        _ suppliers: Suppliers,
        address: PublicAddress,
        logger: Logger
    ) throws {
        let folder = premises.folder
        files = KeptFiles(
            store: premises.store,
            disk: try DiskFiles(root: folder.file("files"))
        )
        spool = try Spool(
            root: folder.file("spool"),
            bootID: LiveClock.bootID,
            health: Self.health(logger)
        )
        let link = FileLink(key: premises.vault.links, publicURL: { address.text })
        self.link = link
        record = TaskRecordJSON(creditValue: premises.creditValue) { output, expiresAt in
            link.url(path: output.path, expiresAt: expiresAt)
        }
        policy = EgressPolicy(allowedNetworks: premises.config.allowedNetworks)
        client = GuardedClient(
            policy: policy,
            resolver: Resolver.system.knowing(premises.config.extraHosts)
        )
        uploads = try UploadSpool(folder: folder.file("incoming"))
        limits = WorkerLimits(premises.config)
        routing = Routing(
            catalog: premises.catalog,
            roster: suppliers.roster,
            keys: suppliers.keys,
            breaker: Breaker(clock: premises.store.clock),
            rules: suppliers.rules,
            sandbox: Suppliers.sandboxName
        )
        runTask = RunTask(
            store: premises.store,
            routing: routing,
            spool: spool,
            files: files,
            inputs: InputPictures(client: client, files: files, folder: folder.file("spool")),
            limits: limits,
            homes: EventLoops.homes,
            logger: logger
        )
    }

    /// Says once that files cannot be written, and once that they can again.
    private static func health(_ logger: Logger) -> WriteHealth {
        WriteHealth { fault in
            if let fault {
                logger.critical(
                    "files cannot be written: no new work until they can",
                    metadata: ["reason": "\(fault.reason)", "detail": "\(fault.detail)"]
                )
            } else {
                logger.notice("files can be written again: new work is taken")
            }
        }
    }

    func house(_ premises: Premises, _ suppliers: Suppliers, logger: Logger) -> House {
        let servability = ServabilityCheck(suppliers: suppliers, standIn: premises.standIn)
        let breaker = routing.breaker
        let post = PostOffice(premises: premises, logger: logger)
        let services = OperatorServices(config: premises.config)
        return House(
            store: premises.store,
            vault: premises.vault,
            files: files,
            freeSpace: FreeSpace(
                folder: premises.folder.path,
                reserve: premises.config.minimumFree,
                health: spool.health
            ),
            shelf: Shelf(premises.sold),
            policy: policy,
            client: client,
            uploads: uploads,
            record: record,
            link: link,
            settings: WebSettings(premises.config),
            servability: { servability($0) },
            providerStates: {
                suppliers.all.map { provider in
                    let isUp = !provider.traits.needsKey || suppliers.keys.hasGood(provider.name)
                    let mayAsk =
                        breaker.allows(provider.name) && suppliers.rules.allows(provider.name)
                    return (provider.name, isUp && mayAsk)
                }
            },
            post: { await post.letter($0) },
            isSetUp: { premises.folder.forgetFirstKey() },
            stripe: premises.config.stripe.map { services.stripe($0) },
            identities: premises.config.identities.map { services.identities($0) },
            isStandingIn: { premises.standIn.isActive },
            cores: ProcessInfo.processInfo.activeProcessorCount,
            door: Door(),
            logger: logger
        )
    }
}
