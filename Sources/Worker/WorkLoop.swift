import Domain
package import Logging
package import Storage

/// The worker of one node: claims what is due, runs it, stops when asked.
package struct WorkLoop: Sendable {
    let store: Store
    let runTask: RunTask
    let recovery: Recovery
    let limits: WorkerLimits
    let logger: Logger
    private let running = RunningTasks()
    private let drain = DrainSignal()

    package init(
        store: Store,
        runTask: RunTask,
        recovery: Recovery,
        limits: WorkerLimits,
        logger: Logger
    ) {
        self.store = store
        self.runTask = runTask
        self.recovery = recovery
        self.limits = limits
        self.logger = logger
    }

    /// Works until `stop`; then finishes what is running and returns. Cancelling the task gives up
    /// running calls at once; the next start looks after them.
    package func run() async {
        store.wakeUps.plan { [runTask] job in runTask.firstCall(of: job) }
        await withDiscardingTaskGroup { group in
            group.addTask { await tick() }
            while !drain.isStopping, !Task.isCancelled {
                await startWhatIsDue(in: &group)
                await store.wakeUps.wait()
            }
            store.wakeUps.offer(.nothing)
            await startWhatIsOnTheWay(in: &group)
            do { try await store.releaseUnstarted() } catch { report(error) }
        }
        store.wakeUps.endPlanning()
    }

    /// Stops claiming. `run` returns when running tasks have ended.
    package func stop() {
        drain.stop()
        store.wakeUps.wake()
    }

    /// What runs, and what is bound to.
    package var runningCount: Int { running.count + store.wakeUps.onTheWay }

    /// An order that had a slot before we stopped is accepted to the end and begun: what it will buy is
    /// committed already.
    private func startWhatIsOnTheWay(in group: inout DiscardingTaskGroup) async {
        while true {
            let isLast = !store.wakeUps.isAccepting
            for job in store.wakeUps.take().handed { start(job, in: &group) }
            store.wakeUps.started()
            if isLast || Task.isCancelled { return }
            await store.wakeUps.wait()
        }
    }

    private func startWhatIsDue(in group: inout DiscardingTaskGroup) async {
        let news = store.wakeUps.take()
        for job in news.handed { start(job, in: &group) }
        store.wakeUps.started()
        for task in news.cancelled { running.cancel(task) }
        do {
            // A node that is full does not look: its own next end wakes it.
            if claimLimits.slots > 0, store.wakeUps.takeLook(), try await store.hasJobDue() {
                store.wakeUps.lookAgain()
                for task in try await store.claim(claimLimits) {
                    crashPoint(.afterClaim)
                    start(HandedJob(task: task), in: &group)
                }
            }
        } catch {
            store.wakeUps.lookAgain()
            report(error)
        }
        store.wakeUps.offer(claimLimits)
    }

    private var claimLimits: ClaimLimits {
        ClaimLimits(
            // What is bought now could not be kept.
            slots: runTask.spool.health.fault == nil ? max(0, limits.slots - running.count) : 0,
            perProvider: Dictionary(
                runTask.routing.roster.all.map { ($0.name, concurrency(of: $0)) },
                uniquingKeysWith: { first, _ in first }
            ),
            perAccount: limits.perAccount
        )
    }

    private func concurrency(of provider: any Provider) -> Int {
        let wanted = runTask.routing.rules.rule(of: provider.name)?.concurrency
        return min(provider.traits.concurrency, wanted.map(Int.init) ?? .max)
    }

    private func start(_ job: HandedJob, in group: inout DiscardingTaskGroup) {
        let task = job.task
        let cancellation = running.add(task)
        group.addTask {
            await cancellation.run {
                do {
                    if let call = job.firstCall {
                        try await call.run()
                    } else {
                        try await runTask(task)
                    }
                } catch {
                    logger.critical(
                        "a task stopped half-way",
                        metadata: ["task": "\(task)", "error": "\(error)"]
                    )
                    await resolveLater(task)
                }
            }
            running.remove(task, cancellation)
            store.wakeUps.ended()
        }
    }

    /// Our own fault in the middle of a task: it is looked at as after a crash.
    private func resolveLater(_ task: TaskID) async {
        do {
            guard let job = try await store.jobToRun(task) else { return }
            try await recovery.resolve(task, crashes: job.crashes + 1)
        } catch {
            report(error)
        }
    }

    /// Wakes the loop for what became due by time alone.
    private func tick() async {
        var ticks = 0
        while !drain.isStopping {
            do { try await Task.sleep(for: limits.poll) } catch { return }
            store.wakeUps.wake()
            // Whoever waits for a task looks by himself once a second.
            ticks += 1
            if ticks.isMultiple(of: 4) {
                store.bells.ringAll()
                await probeFiles()
            }
            guard ticks.isMultiple(of: 40) else { continue }
            do {
                try await runTask.routing.rules.refresh(from: store)
            } catch {
                report(error)
            }
        }
    }

    /// After a fault of our own files: work goes on by itself when they can be written again.
    private func probeFiles() async {
        let spool = runTask.spool
        guard spool.health.fault != nil else { return }
        if (try? await onFileThread({ spool.probe() })) == true { store.wakeUps.wake() }
    }

    private func report(_ error: any Error) {
        logger.error("the work loop could not go on", metadata: ["error": "\(error)"])
    }
}
