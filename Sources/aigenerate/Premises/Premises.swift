import Crypto
import Domain
import Foundation
import PriceList
import Storage
import Synchronization

/// The opened data folder: what the server and the administration commands both stand on.
struct Premises: Sendable {
    let folder: DataFolder
    let config: Config
    let store: Store
    let vault: Vault
    /// As the program carries it.
    let catalog: Catalog
    /// With the operator's decisions, as they were at the start.
    let sold: Catalog
    let creditValue: CreditValue
    let isNew: Bool
    let standIn: StandIn
    private let database: SQLiteStore

    /// Locks the folder, opens or creates the database, opens the vault, publishes the prices.
    static func open(_ config: Config) async throws -> Premises {
        let folder = try DataFolder(config.data)
        try folder.lock()
        let isNew = !FileManager.default.fileExists(atPath: folder.database)
        let master = try folder.masterKey(configured: config.masterKey)
        do {
            let database = try SQLiteStore(path: folder.database, wayBack: EventLoops.wayBack)
            let vault = try await openVault(master, folder, config, in: database)
            let clock = try await LiveClock.start(in: database, offset: config.clockOffset)
            let store = try await Store.open(
                database: database,
                clock: clock,
                signer: try await ReceiptSigner.open(vault, in: database, at: clock.wall())
            )
            let catalog = try PriceList.load().copied(config.catalogCopies)
            let premises = Premises(
                folder: folder,
                config: config,
                store: store,
                vault: vault,
                catalog: catalog,
                sold: catalog.applying(try await store.sales()),
                creditValue: try await creditValue(in: database),
                isNew: isNew,
                standIn: StandIn(mode: config.sandbox),
                database: database
            )
            try await premises.prepare()
            return premises
        } catch VaultError.wrongMasterKey {
            throw CommandFailure(
                .unexpected,
                "The master key does not open what is stored in \(folder.path): it is another "
                    + "installation's. Put the right one back."
            )
        } catch DatabaseError.unusable(let why) {
            throw CommandFailure(.unexpected, "The database cannot be used: \(why).")
        }
    }

    /// Where a change of the master key was cut short, it is the old one or the new one, by what the
    /// database says.
    private static func openVault(
        _ master: SymmetricKey,
        _ folder: DataFolder,
        _ config: Config,
        in database: SQLiteStore
    ) async throws -> Vault {
        guard config.masterKey == nil, let staged = try folder.stagedMasterKey() else {
            return try await Vault.open(master: master, in: database)
        }
        do {
            let vault = try await Vault.open(master: master, in: database)
            folder.dropStagedMasterKey()
            return vault
        } catch VaultError.wrongMasterKey {
            let vault = try await Vault.open(master: staged, in: database)
            try folder.adoptStagedMasterKey()
            return vault
        }
    }

    func close() {
        database.close()
    }

    private func prepare() async throws {
        try await store.publish(
            sold.allVariants.map(PublishedPrice.init)
        )
        try await store.setLossLimit(config.lossLimit)
        if config.openAIKey != nil {
            try await store.database.saveSetting(SettingName.providerKeyExisted, "yes")
        }
        let existed = try await store.database.setting(SettingName.providerKeyExisted) == "yes"
        standIn.set(keyExisted: existed)
        if config.sandbox == .always, try await store.hasPaidCredit() {
            throw CommandFailure(
                .unexpected,
                "sandbox=always is refused while accounts hold paid credit: it must buy real "
                    + "pictures. Use auto or never."
            )
        }
    }

    /// Fixed at the first start: a later change would change what credits on old pages meant.
    private static func creditValue(in database: SQLiteStore) async throws -> CreditValue {
        if let text = try await database.setting(SettingName.creditValue), let value = Int64(text) {
            return CreditValue(microUSD: value)
        }
        try await database.saveSetting(
            SettingName.creditValue,
            String(CreditValue.standard.microUSD)
        )
        return .standard
    }
}

/// Whether the Sandbox stands in for other models. The lock protects whether a key ever existed.
final class StandIn: Sendable {
    private let mode: Config.SandboxMode
    private let keyExisted = Mutex(false)

    init(mode: Config.SandboxMode) {
        self.mode = mode
    }

    func set(keyExisted existed: Bool) {
        keyExisted.withLock { $0 = existed }
    }

    var isActive: Bool {
        switch mode {
        case .always: true
        case .never: false
        case .auto: keyExisted.withLock { !$0 }
        }
    }

    var isForced: Bool { mode == .always }
}
