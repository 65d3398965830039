import Storage

/// Where passwords are hashed and checked: half of the cores at a time and a short queue, for each
/// takes a fifth of a second on purpose. Beyond that the answer is 503, not a server that stands still.
actor PasswordDesk {
    private let width: Int
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private static let longestQueue = 20

    init(cores: Int) {
        width = max(1, cores / 2)
    }

    func hash(_ password: String) async throws -> PasswordHash {
        try await atDesk { try PasswordHash(of: password) }
    }

    func matches(_ password: String, _ hash: PasswordHash) async throws -> Bool {
        try await atDesk { hash.matches(password) }
    }

    private func atDesk<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        if running >= width {
            guard waiting.count < Self.longestQueue else {
                throw APIError.maintenance(
                    "Too many people sign in at once. Try again in a moment."
                )
            }
            await withCheckedContinuation { waiting.append($0) }
        } else {
            running += 1
        }
        defer {
            if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() }
        }
        return try await onFileThread(work)
    }
}
