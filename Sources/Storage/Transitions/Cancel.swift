package import Domain

package enum CancelOutcome: Hashable, Sendable {
    /// It is cancelled and the whole hold given back.
    case cancelled
    /// It had ended before.
    case alreadyEnded
    /// A call is being made that would be billed all the same: the task goes on.
    case notCancellable
}

extension Store {
    package func cancel(_ task: TaskID) async throws -> CancelOutcome {
        let (wall, steady, signer) = (clock.wall(), clock.steady(), signer)
        let deliveryID = identifiers.make("evt_", at: wall)
        let outcome = try await database.write { tx in
            try tx.cancel(task, by: signer, deliveryID: deliveryID, at: wall, steady: steady)
        }
        if outcome == .cancelled {
            wakeUps.cancel(task)
            bells.ring(task)
        }
        return outcome
    }
}

extension Tx {
    fileprivate borrowing func cancel(
        _ task: TaskID,
        by signer: ReceiptSigner,
        deliveryID: String,
        at now: Timestamp,
        steady: Timestamp
    ) throws -> CancelOutcome {
        let job = try rows.first(
            "SELECT phase, can_cancel, attempt FROM job WHERE task_id = \(task)"
        ) { (phase: try $0.text(0), canCancel: try $0.bool(1), attempt: Int(try $0.int(2))) }
        guard let job else { return .alreadyEnded }
        let isCalling = job.phase != "ready"
        guard !isCalling || job.canCancel else { return .notCancellable }
        let attempt =
            isCalling
            ? AttemptEnd(number: job.attempt, outcome: "cancelled", detail: nil) : nil
        let end = TaskEnd(
            taskID: task,
            event: .cancelled,
            result: .failed(.cancelled, message: "Cancelled by the caller. Not charged."),
            attempt: attempt,
            costs: [],
            outputsKept: .zero,
            deliveryID: deliveryID
        )
        try run("DELETE FROM job WHERE task_id = \(task)")
        _ = try self.end(end, by: signer, at: now, steady: steady)
        return .cancelled
    }
}
