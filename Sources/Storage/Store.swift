package import Domain

/// What must survive a restart. Every durable change is one method, in one file under
/// `Transitions/`; what the API reads stands under `Queries/`.
package struct Store: Sendable {
    package let database: any TransactionalStore
    package let clock: Clock
    package let identifiers: Identifiers
    /// Wakes workers of this process; a row is always the truth, this only shortens the next poll.
    package let wakeUps: WakeUps
    /// Rung by whatever changes a task.
    package let bells: TaskBells
    let prices = KnownPrices()
    /// Signs the receipt of every task that ends.
    package let signer: ReceiptSigner
    /// Which start of the process this is: it fences what an earlier one owned.
    package let node: Int64

    package init(
        database: any TransactionalStore,
        clock: Clock,
        identifiers: Identifiers = Identifiers(),
        wakeUps: WakeUps = WakeUps(),
        bells: TaskBells = TaskBells(),
        signer: ReceiptSigner,
        node: Int64
    ) {
        self.database = database
        self.clock = clock
        self.identifiers = identifiers
        self.wakeUps = wakeUps
        self.bells = bells
        self.signer = signer
        self.node = node
    }
}
