/// Something did not happen in time.
package struct NotInTime: Error, CustomStringConvertible {
    package let description: String
}

/// Looks again and again until there is something to return. The deadline is for tests that hang:
/// it is far beyond what any machine needs; `what` is for
/// its message.
package func eventually<Value: Sendable>(
    _ what: String,
    within limit: Duration = .seconds(90),
    every pause: Duration = .milliseconds(25),
    _ look: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    while true {
        if let value = try await look() { return value }
        guard ContinuousClock.now < deadline else {
            throw NotInTime(description: "did not happen in \(limit): \(what)")
        }
        try await Task.sleep(for: pause)
    }
}
