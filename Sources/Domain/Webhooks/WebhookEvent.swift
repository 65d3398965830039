/// What a callback says. The payload is recordInfo's object in kie's envelope.
package enum WebhookEvent {
    /// `record` is `TaskRecordJSON.object` of an ended task.
    package static func payload(_ task: MediaTask, record: [String: JSONValue]) -> JSONValue {
        var data = record
        // In the callback alone it is whole seconds, as kie's clients expect.
        data["costTime"] = .number(task.costTime.map { ($0.wholeMilliseconds + 500) / 1_000 })
        data["task_id"] = .string(task.id.text)
        return [
            "code": task.state == .success ? 200 : 501,
            "msg": task.state == .success
                ? "Playground task completed successfully." : "Playground task failed.",
            "data": .object(data),
        ]
    }
}

/// When a delivery is tried again: after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, each
/// ±10 %.
package enum WebhookSchedule {
    private static let waits: [Duration] = [
        .seconds(5), .seconds(300), .seconds(1_800), .seconds(7_200), .seconds(18_000),
        .seconds(36_000), .seconds(50_400), .seconds(72_000), .seconds(86_400),
    ]

    /// Tries in all, the first included.
    package static let tries = waits.count + 1

    /// The wait before the next try, nil when the tries are used up. `made` counts the tries so far,
    /// at least 1; `jitter` is uniformly random from -1 to 1.
    package static func wait(afterTries made: Int, jitter: Double) -> Duration? {
        guard (1...waits.count).contains(made) else { return nil }
        let base = Double(waits[made - 1].wholeMilliseconds)
        return .milliseconds(Int64(base * (1 + 0.1 * min(1, max(-1, jitter)))))
    }
}
