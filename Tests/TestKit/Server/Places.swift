/// Lets only so many of a kind run at once, so that tests in parallel do not starve each other.
/// Protects the count of free places and the order of those who wait.
package actor Places {
    static let servers = Places(count: 5)
    /// Each takes a whole core while it draws.
    package static let browsers = Places(count: 2)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) {
        free = count
    }

    package func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    package func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
