/// Hello-world, creates and polls at one number of connections, round by round beside each other.
struct Rates {
    let connections: Int
    private(set) var hello: [Measurement] = []
    private(set) var create: [Measurement] = []
    private(set) var poll: [Measurement] = []

    init(connections: Int) {
        self.connections = connections
    }

    /// - body: of a createTask that holds credit.
    mutating func measure(_ server: Server, body: String, rounds: Int, seconds: Int) throws {
        for _ in 0..<rounds {
            hello.append(
                try Load.hello.run(on: server.place, connections: connections, for: seconds)
            )
            let creating = Load.creating(body)
            create.append(
                try creating.run(on: server.place, connections: connections, for: seconds)
            )
            let polling = Load.polling(try server.newestTasks())
            poll.append(try polling.run(on: server.place, connections: connections, for: seconds))
        }
    }

    /// Rates wander from minute to minute, so a ratio is made in each round, and its median shown.
    func ratio(_ of: KeyPath<Rates, [Measurement]>) -> Double {
        zip(self[keyPath: of], hello).map { $0.perSecond / $1.perSecond }.median
    }
}

extension [Double] {
    var median: Double {
        let sorted = sorted()
        guard !sorted.isEmpty else { return .nan }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

extension Duration {
    var milliseconds: Double { self / .milliseconds(1) }
}

extension Server {
    /// A hundred ids of tasks that exist.
    func newestTasks() throws -> [String] {
        let body = try get("/api/v1/jobs/list?limit=100")
        let ids = body.matches(of: /"taskId":"(task_[0-9a-z]+)"/.ignoresCase()).map {
            String($0.1)
        }
        guard !ids.isEmpty else { throw BenchError("the list shows no tasks") }
        return ids
    }

    /// The sum of a figure of /metrics over its labels, those with `label` only.
    func figure(_ name: String, with label: String = "") throws -> Int {
        try get("/metrics").split(separator: "\n").reduce(0) { sum, line in
            guard line.hasPrefix(name), label.isEmpty || line.contains(label) else { return sum }
            return sum + (line.split(separator: " ").last.flatMap { Int($0) } ?? 0)
        }
    }
}
