extension Receipt {
    /// Every number is whole (µ$, bytes, milliseconds), and every member is there in every receipt:
    /// so that the canonical text is easy to make in any language. docs/receipts.md explains it.
    static func payload(of task: MediaTask) -> JSONValue {
        [
            "version": 1,
            "taskId": .string(task.id.text),
            "model": .string(task.slug),
            "servedBy": .text(task.servedBy),
            "sandbox": .bool(task.isStandIn || task.payer == .none),
            "state": .string(task.state.rawValue),
            "failClass": .text(task.failClass?.rawValue),
            "payer": .string(task.payer.rawValue),
            "priceVersion": .string(task.priceVersion),
            "heldMicroUsd": .int(task.held.rawValue),
            "chargedMicroUsd": .int(task.charged.rawValue),
            "outputs": .array(task.outputs.map(fact)),
            "attempts": .array(task.attempts.map(fact)),
            "createTime": .int(task.createdAt.milliseconds),
            "completeTime": .number(task.completedAt?.milliseconds),
        ]
    }

    private static func fact(_ output: Output) -> JSONValue {
        [
            "sha256": .string(output.sha256), "bytes": .int(output.bytes),
            "mime": .string(output.media.rawValue),
        ]
    }

    private static func fact(_ attempt: Attempt) -> JSONValue {
        [
            "number": .int(Int64(attempt.number)), "provider": .string(attempt.publicProvider),
            "model": .string(attempt.model), "outcome": .string(attempt.outcome),
        ]
    }
}
