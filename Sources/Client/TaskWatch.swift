/// Looks at one task again and again, at a pace that is quick at first and easy on the server later.
struct TaskWatch: Sendable {
    private let client: AIGenerateClient
    private let id: String
    private let timeout: Duration?

    private var deadline: ContinuousClock.Instant?
    private var lastSeen: TaskRecord?
    private var hasLooked = false
    private var pause = Limits.firstLook
    /// The server's wish for the next look, from its last answer.
    private var advice: Duration?
    private var failures = 0

    init(client: AIGenerateClient, id: String, timeout: Duration?) {
        self.client = client
        self.id = id
        self.timeout = timeout.map { min($0, Limits.longestWait) }
    }

    /// The record at the next look; pauses before every look but the first.
    mutating func next() async throws(AIGenerateError) -> TaskRecord {
        if deadline == nil, let timeout { deadline = client.pace.now() + timeout }
        while true {
            if hasLooked { try await rest() }
            hasLooked = true
            do throws(AIGenerateError) {
                let (record, advice) = try await client.look(at: id, within: lookLimit())
                self.advice = advice
                failures = 0
                lastSeen = record
                return record
            } catch {
                failures += 1
                guard failures < Limits.failedLooks, error.mayPass else { throw error }
            }
        }
    }

    /// Waits until the next look, or until the deadline where that comes first, and then throws.
    private mutating func rest() async throws(AIGenerateError) {
        let wish = advice.map { min(max($0, .milliseconds(100)), Limits.longestLook) } ?? pause
        pause = min(pause * 3 / 2, Limits.laterLooks)
        advice = nil
        guard let deadline else { return try await client.pace.pause(wish) }
        let left = client.pace.now().duration(to: deadline)
        guard left > .zero else { throw .timedOut(taskID: id, lastSeen: lastSeen) }
        try await client.pace.pause(min(wish, left))
    }

    /// A look must not outlast the wait by much: the caller asked for an end.
    private func lookLimit() -> Duration {
        guard let deadline else { return Limits.call }
        let left = client.pace.now().duration(to: deadline)
        return min(Limits.call, max(left, .seconds(1)))
    }
}

extension AIGenerateError {
    /// The same question may be answered a little later.
    var mayPass: Bool {
        switch self {
        case .transport(let fault): fault.isTemporary
        case .server(let error): error.isTemporary
        default: false
        }
    }
}
