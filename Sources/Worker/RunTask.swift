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

    func remaining(_ job: JobToRun) -> Duration {
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
