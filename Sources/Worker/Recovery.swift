import Domain
package import Logging
package import Storage

/// Deals with jobs that a crash left behind, by what the spool says of their last call. See the
/// crash table in docs/crashes.md.
package struct Recovery: Sendable {
    let store: Store
    let routing: Routing
    let spool: Spool
    let limits: WorkerLimits
    let logger: Logger

    package init(
        store: Store,
        routing: Routing,
        spool: Spool,
        limits: WorkerLimits,
        logger: Logger
    ) {
        self.store = store
        self.routing = routing
        self.spool = spool
        self.limits = limits
        self.logger = logger
    }

    /// Run once at start, before anything is claimed.
    package func callAsFunction() async throws {
        for orphan in try await store.orphans() {
            guard try await store.adopt(orphan), orphan.hadIntent else { continue }
            crashPoint(.afterAdopt)
            try await resolve(orphan.taskID, crashes: orphan.crashes + 1)
        }
        try await store.clearLeases()
        // A crash between an end and its tidying leaves files that nobody else would ever look at.
        let live = try await store.liveTasks()
        try await onFileThread { [spool] in
            try spool.sweep(keeping: live)
            try spool.rememberBoot()
        }
    }

    /// A job of ours whose call is not running: decides what it becomes.
    func resolve(_ task: TaskID, crashes: Int) async throws {
        guard let job = try await store.jobToRun(task) else { return }
        let trace = try await onFileThread { [spool] in
            try spool.trace(task: task, attempt: job.attempt)
        }
        logger.notice(
            "resolving a call that a crash interrupted",
            metadata: ["task": "\(task)", "attempt": "\(job.attempt)", "trace": "\(trace.word)"]
        )
        switch trace {
        case .complete(let manifest): try await settle(job, manifest)
        case .notSent where crashes < limits.mostCrashes:
            try await requeue(job, outcome: "not_sent")
        case .sent where crashes < limits.mostCrashes: try await uncertain(job)
        case .notSent, .sent: try await poison(job, isAtRisk: trace == .sent)
        }
        try await onFileThread { [spool] in try spool.clear(task: task, attempt: job.attempt) }
    }

    /// Everything had been kept: only the commit was missing.
    private func settle(_ job: JobToRun, _ manifest: Manifest) async throws {
        guard let input = job.input else {
            return try await poison(job, isAtRisk: true)
        }
        let settle = SettleDelivered(store: store, limits: limits)
        let charge = try await settle.charge(job, input, manifest)
        let amount = manifest.cost ?? job.lastAttempt?.expectedCost ?? .zero
        let cost = CostLine(
            attempt: job.attempt,
            provider: job.lastAttempt?.provider ?? "",
            amount: amount,
            bearer: job.payer.costBearer
        )
        crashPoint(.beforeRescueSettle)
        try await settle.settle(
            job,
            manifest,
            charge: charge,
            attempt: job.attempt,
            costs: amount.isPositive ? [cost] : []
        )
    }

    private func requeue(
        _ job: JobToRun,
        outcome: String,
        secondPurchase: CostLine? = nil
    ) async throws {
        let attempt = AttemptEnd(
            number: job.attempt,
            outcome: outcome,
            detail: "the process stopped during this call"
        )
        _ = try await store.requeue(
            job.taskID,
            attempt,
            after: .zero,
            secondPurchase: secondPurchase
        )
    }

    /// Sent, and no answer kept: what follows is the provider's policy.
    private func uncertain(_ job: JobToRun) async throws {
        guard let last = job.lastAttempt, let provider = routing.roster.provider(last.provider)
        else {
            return try await end(job, isAtRisk: true)
        }
        let traits = provider.traits
        if traits.isFree || traits.isIdempotent {
            return try await requeue(job, outcome: "crashed")
        }
        guard traits.afterCrash == .retryAtOurCost, !job.hasBoughtAgain,
            try await store.admitLoss(last.expectedCost)
        else { return try await end(job, isAtRisk: true) }
        try await requeue(job, outcome: "crashed", secondPurchase: loss(job))
    }

    private func loss(_ job: JobToRun) -> CostLine {
        CostLine(
            attempt: job.attempt,
            provider: job.lastAttempt?.provider ?? "",
            amount: job.lastAttempt?.expectedCost ?? .zero,
            bearer: .loss
        )
    }

    private func end(_ job: JobToRun, isAtRisk: Bool) async throws {
        try await fail(
            job,
            .outcomeUnknown,
            "The server stopped during the call to the provider, so the outcome is unknown. "
                + "Not charged. Try again.",
            isAtRisk: isAtRisk
        )
    }

    /// It was there at every crash: it is not tried again.
    private func poison(_ job: JobToRun, isAtRisk: Bool) async throws {
        logger.critical("task quarantined", metadata: ["task": "\(job.taskID)"])
        try await fail(
            job,
            .internalError,
            "The server stopped \(limits.mostCrashes) times while drawing this, so it is not tried "
                + "again. Not charged.",
            isAtRisk: isAtRisk
        )
    }

    private func fail(
        _ job: JobToRun,
        _ failClass: FailClass,
        _ message: String,
        isAtRisk: Bool
    ) async throws {
        let cost = loss(job)
        let end = TaskEnd(
            taskID: job.taskID,
            event: .rejected,
            result: .failed(failClass, message: message),
            attempt: AttemptEnd(
                number: job.attempt,
                outcome: "crashed",
                detail: "the process stopped during this call"
            ),
            costs: isAtRisk && cost.amount.isPositive ? [cost] : [],
            outputsKept: .zero,
            deliveryID: store.identifiers.make("evt_", at: store.clock.wall())
        )
        _ = try await store.settle(end, attempt: job.attempt)
    }
}

extension Spool.Trace {
    fileprivate var word: String {
        switch self {
        case .notSent: "not sent"
        case .sent: "sent"
        case .complete: "complete"
        }
    }
}
