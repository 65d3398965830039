package import Domain
package import Storage

extension ClaimLimits {
    /// Everything that is due.
    package static let all = ClaimLimits(slots: 10_000, perProvider: [:], perAccount: 10_000)
}

extension TestStore {
    /// Claims what is due and commits the intent of a task's next call. Returns its number; nil
    /// when the task is not ours to call.
    package func begin(_ task: TaskID, canCancel: Bool = false) async throws -> Int? {
        if try await store.jobToRun(task) == nil { _ = try await store.claim(.all) }
        guard let job = try await store.jobToRun(task) else { return nil }
        let isBegun = try await store.begin(
            AttemptOrder(
                taskID: task,
                number: job.attempt + 1,
                provider: "simulator",
                model: "test",
                parameters: [:],
                providerKey: nil,
                callID: "\(task)-\(job.attempt + 1)",
                expectedCost: MicroUSD(1_000),
                canCancel: canCancel
            )
        )
        return isBegun ? job.attempt + 1 : nil
    }

    /// The end of a task with pictures.
    package func success(
        _ task: TaskID,
        attempt: Int,
        charge: MicroUSD,
        outputs: Int = 1,
        costs: [CostLine] = []
    ) -> TaskEnd {
        let pictures = (0..<outputs).map { index in
            Output(
                index: index,
                path: DiskFiles.outputName(task: task, attempt: attempt, index: index, media: .png),
                sha256: String(repeating: "0", count: 64),
                bytes: 100,
                media: .png,
                size: PictureSize(width: 1_024, height: 1_024)
            )
        }
        return TaskEnd(
            taskID: task,
            event: .stored,
            result: .delivered(pictures, charge: charge, seed: nil),
            attempt: AttemptEnd(number: attempt, outcome: "success", detail: nil),
            costs: costs,
            outputsKept: .seconds(14 * 86_400),
            deliveryID: store.identifiers.make("evt_", at: time.wall)
        )
    }

    /// The end of a task without any.
    package func failure(_ task: TaskID, attempt: Int, costs: [CostLine] = []) -> TaskEnd {
        TaskEnd(
            taskID: task,
            event: .rejected,
            result: .failed(.providerError, message: "No picture. Not charged."),
            attempt: attempt > 0
                ? AttemptEnd(number: attempt, outcome: "refused", detail: nil) : nil,
            costs: costs,
            outputsKept: .zero,
            deliveryID: store.identifiers.make("evt_", at: time.wall)
        )
    }

    /// Runs a task to its success.
    @discardableResult
    package func succeed(_ task: TaskID, charge: MicroUSD = .picture) async throws -> Bool {
        guard let attempt = try await begin(task) else { return false }
        return try await store.settle(
            success(task, attempt: attempt, charge: charge),
            attempt: attempt
        )
    }

    /// Runs a task to its failure.
    @discardableResult
    package func fail(_ task: TaskID) async throws -> Bool {
        guard let attempt = try await begin(task) else { return false }
        return try await store.settle(failure(task, attempt: attempt), attempt: attempt)
    }

    /// A call that came to nothing: the task waits for the next.
    @discardableResult
    package func requeue(_ task: TaskID, after wait: Duration = .zero) async throws -> Bool {
        guard let attempt = try await begin(task) else { return false }
        let end = AttemptEnd(number: attempt, outcome: "retry", detail: "busy")
        return try await store.requeue(task, end, after: wait)
    }
}
