package import Domain
import Foundation
package import Logging
package import Storage

/// Buys one claimed job's pictures, keeps the bytes, settles. The story is `callAsFunction`.
package struct RunTask: Sendable {
    let store: Store
    let routing: Routing
    let spool: Spool
    let files: any FileStorage
    let inputs: InputPictures
    let limits: WorkerLimits
    let homes: TaskHomes
    let logger: Logger

    package init(
        store: Store,
        routing: Routing,
        spool: Spool,
        files: any FileStorage,
        inputs: InputPictures,
        limits: WorkerLimits,
        homes: TaskHomes,
        logger: Logger
    ) {
        self.store = store
        self.routing = routing
        self.spool = spool
        self.files = files
        self.inputs = inputs
        self.limits = limits
        self.homes = homes
        self.logger = logger
    }

    /// Runs a job that this node owns, to its end or back into the queue.
    package func callAsFunction(_ task: TaskID) async throws {
        try await withTaskExecutorPreference(homes.next()) { try await run(task) }
    }

    private func run(_ task: TaskID) async throws {
        guard let job = try await store.jobToRun(task) else { return }
        guard let input = job.input else {
            return try await reject(job, .internalError, "The record cannot be read. Not charged.")
        }
        guard let choice = try await choose(job) else { return }
        let number = job.attempt + 1
        guard let pictures = try await fetch(input, of: job, attempt: number) else { return }
        defer { pictures.remove() }
        let call = ProviderCall(job: job, input: input, number: number, choice: choice)
        guard try await store.begin(call.attemptOrder) else { return }
        try await run(call, with: pictures)
    }

    /// nil: the job is dealt with, or is looked at again later.
    private func fetch(
        _ input: CheckedInput,
        of job: JobToRun,
        attempt: Int
    ) async throws -> InputPictures.Fetched? {
        do {
            return try await inputs.fetch(input, task: job.taskID, attempt: attempt)
        } catch {
            switch error {
            case .problem(let problem):
                try await reject(job, .invalidInput, problem.message + " Not charged.")
            case .own(let detail):
                spool.health.note(detail)
                try await store.postpone(job.taskID, by: .seconds(2))
            }
            return nil
        }
    }

    /// Chooses the first call of a job that is about to be accepted. nil: something is to be done
    /// before it, or it cannot be called now; `callAsFunction` knows what follows from that.
    package func firstCall(of job: JobToRun) -> FirstCall? {
        guard let input = job.input, input.imageURLs.isEmpty, input.maskURL == nil,
            remaining(job) > .zero, let choice = try? routing.choose(for: job)
        else { return nil }
        let call = ProviderCall(job: job, input: input, number: job.attempt + 1, choice: choice)
        let home = homes.here()
        return FirstCall(order: call.attemptOrder) {
            try await withTaskExecutorPreference(home) {
                try await run(call, with: InputPictures.Fetched())
            }
        }
    }

    /// Makes a call whose intent is committed.
    private func run(_ call: ProviderCall, with pictures: InputPictures.Fetched) async throws {
        crashPoint(.afterIntent)
        let writer = spool.writer(
            task: call.job.taskID,
            attempt: call.number,
            limit: limits.outputBytes
        )
        let order = call.purchaseOrder(pictures, remaining: remaining(call.job))
        let partials = watch(call)
        do {
            let reply = try await buy(order, from: call.choice.provider, into: writer, partials)
            crashPoint(.afterReply)
            await noteSuccess(call)
            let manifest = try await keep(reply, call, writer, partials: partials?.count ?? 0)
            try await settle(call, manifest)
        } catch let failure as ProviderFailure {
            // Not taken back, it counts as sent after a crash: that errs on the customer's side.
            if failure.isNothingBought { noteFault { try writer.markNothingBought() } }
            try await failed(call, failure)
        }
        crashPoint(.afterSettle)
        await partials?.remove()
        noteFault { try writer.clear() }
        crashPoint(.afterSpoolClear)
    }

    /// For what may be left undone: the next start tidies up.
    private func noteFault(_ work: () throws -> Void) {
        do { try work() } catch { spool.health.note(error) }
    }

    /// nil: nobody wants to see half-done pictures.
    private func watch(_ call: ProviderCall) -> ShowPartials? {
        guard call.input.partials != nil else { return nil }
        return ShowPartials(
            store: store,
            files: files,
            writer: spool.partialWriter(task: call.job.taskID, attempt: call.number),
            call: call,
            logger: logger
        )
    }

    private func remaining(_ job: JobToRun) -> Duration {
        job.deadlineAt.map { $0 - store.clock.steady() } ?? job.allowed
    }

    /// nil: the job is dealt with, there is nothing to call.
    private func choose(_ job: JobToRun) async throws -> Routing.Choice? {
        guard remaining(job) > .zero else {
            try await reject(
                job,
                .providerTimeout,
                "The task's time ran out. Not charged. Try again."
            )
            return nil
        }
        do throws(Routing.NoChoice) {
            return try routing.choose(for: job)
        } catch {
            switch error {
            case .resting: try await store.postpone(job.taskID, by: .seconds(2))
            case .keysRefused(let provider):
                logger.error(
                    "no key of the provider is taken",
                    metadata: ["task": "\(job.taskID)", "provider": "\(provider)"]
                )
                let message = ProviderFailure.cannotServe(job.slug)
                try await reject(job, .providerError, message)
            case .none(let detail):
                logger.error(
                    "no route",
                    metadata: ["task": "\(job.taskID)", "detail": "\(detail)"]
                )
                try await reject(
                    job,
                    .providerError,
                    "This model is not offered here now. Not charged."
                )
            }
            return nil
        }
    }

    private func buy(
        _ order: PurchaseOrder,
        from provider: any Provider,
        into writer: SpoolWriter,
        _ partials: ShowPartials?
    ) async throws(ProviderFailure) -> ProviderReply {
        // What was bought could not be kept.
        if let fault = spool.health.fault { throw .notSent(detail: fault.detail) }
        let sink = OutputSink(
            append: { index, bytes in
                do {
                    try writer.append(bytes, to: index)
                } catch is OutOfMemory {
                    throw NoRoom(detail: "neither the disk nor the memory took the image")
                }
            },
            discard: { writer.discard($0) },
            willSend: {
                try writer.markSent()
                crashPoint(.afterSent)
            },
            watcher: partials?.sink
        )
        return try await withTaskDeadline(order.remaining) { () async throws(ProviderFailure) in
            try await provider.buy(order, into: sink)
        }
    }

    /// Checks what came and keeps it under its final names. From here on a crash loses nothing.
    private func keep(
        _ reply: ProviderReply,
        _ call: ProviderCall,
        _ writer: SpoolWriter,
        partials: Int
    ) async throws -> Manifest {
        let keep = KeepOutputs(
            files: files,
            health: spool.health,
            limits: limits,
            logger: logger
        )
        let pictures = try keep.check(
            reply,
            call,
            writer,
            mostPixels: routing.mostPixels(of: call.job)
        )
        await announce(pictures, call, manifest(of: pictures, reply, partials))
        let kept = try await keep.place(pictures, call, writer) { [store] in
            call.remaining(at: store.clock.steady()) <= .zero
        }
        crashPoint(.afterPlace)
        let manifest = manifest(of: kept, reply, partials)
        await complete(manifest, writer)
        crashPoint(.afterManifest)
        return manifest
    }

    private func manifest(
        of pictures: [KeepOutputs.Whole],
        _ reply: ProviderReply,
        _ partials: Int
    ) -> Manifest {
        Manifest(
            outputs: pictures.map(\.output),
            pictures: pictures.compactMap(\.small),
            reply: reply,
            partials: partials
        )
    }

    /// The manifest is there for a crash before the settlement. Where it cannot be written the
    /// settlement does not wait for it.
    private func complete(_ manifest: Manifest, _ writer: SpoolWriter) async {
        for pause in [Duration.milliseconds(100), .milliseconds(400), .zero] {
            do {
                return try writer.complete(manifest)
            } catch {
                spool.health.note(error)
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// Lets an answer that takes long begin while the disk writes what is in it. Not where the customer
    /// can still cancel: they would have the picture and not pay for it.
    private func announce(
        _ pictures: [KeepOutputs.Whole],
        _ call: ProviderCall,
        _ manifest: Manifest
    ) async {
        guard !call.choice.provider.traits.canCancel,
            pictures.contains(where: { $0.small == nil }),
            store.bells.isAwaited(call.job.taskID)
        else { return }
        do {
            let arrived = ArrivedPictures(
                outputs: manifest.outputs,
                files: pictures.map(\.stored),
                charge: try await SettleDelivered(store: store, limits: limits)
                    .charge(call.job, call.input, manifest)
            )
            store.bells.arrived(arrived, of: call.job.taskID)
        } catch {
            // The answer then waits for the end, as any other.
            logger.warning(
                "an answer does not begin early",
                metadata: ["task": "\(call.job.taskID)", "error": "\(error)"]
            )
        }
    }

    private func settle(_ call: ProviderCall, _ manifest: Manifest) async throws {
        let settle = SettleDelivered(store: store, limits: limits)
        try await untilStored { try await settle(call, manifest) }
    }

    /// Repeats a commit that a full disk refused: what was bought must be recorded. Stopping the
    /// process ends the wait; the next start goes on from the manifest.
    func untilStored(_ commit: @Sendable () async throws -> Void) async throws {
        while true {
            do {
                return try await commit()
            } catch let error where error.isFullDisk {
                spool.health.note(error)
                logger.critical("the disk is full, waiting", metadata: ["error": "\(error)"])
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Ends a job before any call.
    private func reject(_ job: JobToRun, _ failClass: FailClass, _ message: String) async throws {
        let end = TaskEnd(
            taskID: job.taskID,
            event: .rejected,
            result: .failed(failClass, message: message),
            attempt: nil,
            costs: [],
            outputsKept: .zero,
            deliveryID: store.identifiers.make("evt_", at: store.clock.wall())
        )
        _ = try await store.settle(end, attempt: job.attempt)
    }
}

extension Error {
    fileprivate var isFullDisk: Bool {
        (self as? DatabaseError)?.isDisk ?? false
    }
}
