import Domain
package import Logging
package import Storage

/// What time alone makes due: queued tasks that waited too long, outputs and records past their
/// date, credit that expires.
package struct Housekeeping: Sendable {
    let store: Store
    let files: any FileStorage
    let limits: WorkerLimits
    let logger: Logger

    package init(store: Store, files: any FileStorage, limits: WorkerLimits, logger: Logger) {
        self.store = store
        self.files = files
        self.limits = limits
        self.logger = logger
    }

    package func run() async {
        while !Task.isCancelled {
            await once()
            do { try await Task.sleep(for: limits.housekeeping) } catch { return }
        }
    }

    /// One round. Each part goes in small batches, so that nobody waits for it.
    package func once() async {
        do {
            for task in try await store.overdue(limit: 200) { _ = try await store.expire(task) }
            try await deleteOutputs()
            try await deletePartials()
            try await deleteUploads()
            while try await store.expireGrants(limit: 100) == 100 {}
            let policy = RetentionPolicy(
                records: limits.recordsKept,
                deliveryLog: limits.deliveryLogKept
            )
            while try await store.sweep(policy, limit: 200) > 0, !Task.isCancelled {}
        } catch {
            logger.error("housekeeping could not finish", metadata: ["error": "\(error)"])
        }
    }

    private func deleteUploads() async throws {
        while !Task.isCancelled {
            let expired = try await store.expiredUploads(limit: 100)
            guard !expired.isEmpty else { return }
            try await files.delete(expired.map(\.path))
            try await store.forgetUploads(expired.map(\.id))
        }
    }

    /// Half-done pictures that a crash left behind.
    private func deletePartials() async throws {
        while !Task.isCancelled {
            let ended = try await store.endedPartials(limit: 100)
            guard !ended.isEmpty else { return }
            try await files.delete(ended.map(\.path))
            try await store.forgetPartials(of: ended.map(\.task))
        }
    }

    /// Files first, then the record says so: a crash between leaves nothing but work to repeat.
    private func deleteOutputs() async throws {
        while !Task.isCancelled {
            let expired = try await store.expiredOutputs(limit: 100)
            guard !expired.isEmpty else { return }
            try await files.delete(expired.flatMap(\.paths))
            try await store.forgetOutputs(of: expired.map(\.taskID))
        }
    }
}
