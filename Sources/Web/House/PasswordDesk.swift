import Storage

/// Hashes and checks passwords: on half of the cores at a time and with a short queue, because each takes
/// a fifth of a second on purpose. Beyond that the answer is 503, not a server that stands still.
///
/// One network gets a part of the queue only. A network from which the account was signed in to before
/// has a queue of its own, which goes first: strangers cannot make an owner wait, however many networks
/// they have.
actor PasswordDesk {
    /// Whose turn it is to be.
    private struct Waiting {
        let network: ClientNetwork
        let turn: CheckedContinuation<Void, Never>
    }

    private let width: Int
    private var running = 0
    private var known: [Waiting] = []
    private var unknown: [Waiting] = []

    private static let longestQueue = 20

    init(cores: Int) {
        width = max(1, cores / 2)
    }

    func hash(
        _ password: String,
        for network: ClientNetwork,
        isKnown: Bool = false
    ) async throws -> PasswordHash {
        try await inTurn(network, isKnown) { try PasswordHash(of: password) }
    }

    func matches(
        _ password: String,
        _ hash: PasswordHash,
        for network: ClientNetwork,
        isKnown: Bool = false
    ) async throws -> Bool {
        try await inTurn(network, isKnown) { hash.matches(password) }
    }

    /// Passwords that wait.
    var queued: Int { known.count + unknown.count }

    private func inTurn<T: Sendable>(
        _ network: ClientNetwork,
        _ isKnown: Bool,
        _ work: @escaping @Sendable () throws -> T
    ) async throws -> T {
        if running >= width {
            guard hasRoom(for: network, in: isKnown ? known : unknown) else {
                throw APIError.maintenance(
                    "Too many people sign in at once. Try again in a moment."
                )
            }
            await withCheckedContinuation { turn in
                let waiting = Waiting(network: network, turn: turn)
                if isKnown { known.append(waiting) } else { unknown.append(waiting) }
            }
        } else {
            running += 1
        }
        defer { next() }
        return try await onFileThread(work)
    }

    private func hasRoom(for network: ClientNetwork, in queue: [Waiting]) -> Bool {
        queue.count < Self.longestQueue
            && zip(network.levels, Limits.passwordsQueued).allSatisfy { level, limit in
                queue.count { $0.network.levels.contains { $0.name == level.name } } < limit
            }
    }

    private func next() {
        if !known.isEmpty {
            known.removeFirst().turn.resume()
        } else if !unknown.isEmpty {
            unknown.removeFirst().turn.resume()
        } else {
            running -= 1
        }
    }
}
