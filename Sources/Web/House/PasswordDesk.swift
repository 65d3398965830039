import Storage

/// Where passwords are hashed and checked: half of the cores at a time and a short queue, for each
/// takes a fifth of a second on purpose. Beyond that the answer is 503, not a server that stands still. One
/// network gets a part of the queue only.
actor PasswordDesk {
    private let width: Int
    private var running = 0
    private var waiting: [(network: String, turn: CheckedContinuation<Void, Never>)] = []

    private static let longestQueue = 20

    init(cores: Int) {
        width = max(1, cores / 2)
    }

    func hash(_ password: String, for network: ClientNetwork) async throws -> PasswordHash {
        try await atDesk(network) { try PasswordHash(of: password) }
    }

    func matches(
        _ password: String,
        _ hash: PasswordHash,
        for network: ClientNetwork
    ) async throws -> Bool {
        try await atDesk(network) { hash.matches(password) }
    }

    private func atDesk<T: Sendable>(
        _ network: ClientNetwork,
        _ work: @escaping @Sendable () throws -> T
    ) async throws -> T {
        if running >= width {
            let name = network.name
            guard waiting.count < Self.longestQueue,
                waiting.count(where: { $0.network == name }) < Limits.passwordsQueued
            else {
                throw APIError.maintenance(
                    "Too many people sign in at once. Try again in a moment."
                )
            }
            await withCheckedContinuation { waiting.append((name, $0)) }
        } else {
            running += 1
        }
        defer {
            if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().turn.resume() }
        }
        return try await onFileThread(work)
    }
}
