import Foundation

/// What is asked of the server, again and again.
struct Load {
    let method: String
    /// Asked for in turn.
    let paths: [String]
    var body: String?

    static let hello = Load(method: "GET", paths: ["/healthz"])

    static func creating(_ body: String) -> Load {
        Load(method: "POST", paths: ["/api/v1/jobs/createTask"], body: body)
    }

    static func polling(_ ids: [String]) -> Load {
        Load(method: "GET", paths: ids.map { "/api/v1/jobs/recordInfo?taskId=\($0)" })
    }
}

/// Where a load goes, and with which key.
struct Place {
    let url: String
    let key: String
}

/// What wrk saw.
struct Measurement {
    let requests: Int
    let bytes: Int
    let perSecond: Double
    let p50: Duration
    let p99: Duration
}

extension Load {
    /// Keeps `connections` busy for so long: each sends its next request when it has the answer to
    /// the last one, so the latencies are those of a closed loop.
    ///
    /// Throws when a single answer was not a 2xx, or a connection broke.
    func run(on place: Place, connections: Int, for seconds: Int) throws -> Measurement {
        let list = FileManager.default.temporaryDirectory
            .appendingPathComponent("aigenerate-bench-paths-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: list) }
        try Data(paths.map { $0 + "\n" }.joined().utf8).write(to: list)
        var environment = ProcessInfo.processInfo.environment
        environment["BENCH_METHOD"] = method
        environment["BENCH_PATHS"] = list.path
        environment["BENCH_BODY"] = body
        environment["BENCH_KEY"] = place.key
        let output = try Command.run(
            "wrk",
            [
                "-t1", "-c\(connections)", "-d\(seconds)s", "--timeout", "20s", "-s",
                Command.package.appendingPathComponent("wrk/load.lua").path, place.url,
            ],
            environment: environment
        )
        return try measurement(output, connections)
    }

    private func measurement(_ output: String, _ connections: Int) throws -> Measurement {
        let line = output.split(separator: "\n").last { $0.hasPrefix("RESULT ") }
        let numbers = (line ?? "").split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 7 else { throw BenchError("wrk did not report:\n\(output)") }
        guard numbers[4] == 0, numbers[5] == 0, numbers[0] > 0 else {
            throw BenchError(
                "\(method) \(paths.first ?? "") at \(connections) connections: of \(numbers[0]) "
                    + "answers \(numbers[4]) were no 2xx, \(numbers[5]) connections failed"
            )
        }
        return Measurement(
            requests: numbers[0],
            bytes: numbers[6],
            perSecond: Double(numbers[0]) * 1_000_000 / Double(numbers[1]),
            p50: .microseconds(numbers[2]),
            p99: .microseconds(numbers[3])
        )
    }
}
