package import Domain

extension Store {
    /// Begins a start of the process on an open database: counts it, which fences what earlier
    /// starts owned, and brings the rate rings in line with the clock.
    package static func open(
        database: any TransactionalStore,
        clock: Clock,
        identifiers: Identifiers = Identifiers(),
        wakeUps: WakeUps = WakeUps(),
        signer: ReceiptSigner
    ) async throws -> Store {
        let node = try await database.beginStart()
        let store = Store(
            database: database,
            clock: clock,
            identifiers: identifiers,
            wakeUps: wakeUps,
            signer: signer,
            node: node
        )
        try await store.clampRateRings()
        return store
    }

    /// A steady clock that stands earlier than it did (another boot, a restored backup) would refuse
    /// a key until it caught up: a hit in the future counts as now.
    func clampRateRings() async throws {
        let now = clock.steady()
        try await database.write { tx in
            let keys = try tx.rows.all(
                "SELECT id, hits FROM key_spend WHERE kind = 'key' AND hits <> x''"
            ) { (id: try $0.int(0), ring: RateRing(blob: try $0.blob(1))) }
            for key in keys {
                let clamped = key.ring.clamped(to: now)
                guard clamped != key.ring else { continue }
                try tx.run(
                    """
                    UPDATE key_spend SET hits = \(clamped.blob)
                    WHERE kind = 'key' AND id = \(key.id)
                    """
                )
            }
        }
    }
}
