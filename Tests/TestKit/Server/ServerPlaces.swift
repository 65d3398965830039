/// Lets only so many servers run at once, so that tests in parallel do not starve each other.
/// Protects the count of free places and the order of those who wait.
actor ServerPlaces {
    static let shared = ServerPlaces(count: 5)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) {
        free = count
    }

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
