import Foundation
import Synchronization

/// What the dearest requests cost, as the third table of docs/performance.md.
struct HostileReport: Table {
    let mark = "make bench hostile"

    struct Row {
        let name: String
        let kilobytes: Int
        let status: Int
        let milliseconds: Double
    }

    private(set) var rows: [Row] = []
    /// Of /healthz, while nothing else happens and while the requests come.
    private(set) var quiet: [Double] = []
    private(set) var attacked: [Double] = []

    /// Of each kind in a row.
    private static let repetitions = 20
    private static let attackers = 16
    private static let attacks = 1_000

    init(_ program: URL, settings: [String: String]) throws {
        let server = try Server(program, settings)
        defer { server.stop() }
        let requests = HostileRequest.all(key: server.place.key)
        for request in requests {
            Command.say("hostile: \(request.name)")
            rows.append(try Self.cost(of: request, on: server))
        }
        quiet = try Self.health(server) { usleep(2_000_000) }
        attacked = try Self.health(server) {
            let next = Atomic(0)
            let port = server.port
            DispatchQueue.concurrentPerform(iterations: Self.attackers) { _ in
                while true {
                    let number = next.add(1, ordering: .relaxed).oldValue
                    guard number < Self.attacks else { return }
                    let request = requests[number % requests.count]
                    _ = try? LoopbackSocket.exchange(port, request.bytes)
                }
            }
        }
    }

    private static func cost(of request: HostileRequest, on server: Server) throws -> Row {
        let first = try LoopbackSocket.exchange(server.port, request.bytes)
        let before = try server.processorSeconds()
        for _ in 0..<repetitions { _ = try LoopbackSocket.exchange(server.port, request.bytes) }
        let seconds = try server.processorSeconds() - before
        return Row(
            name: request.name,
            kilobytes: request.bytes.count / 1_000,
            status: first.status,
            milliseconds: seconds * 1_000 / Double(repetitions)
        )
    }

    /// How long /healthz takes, in milliseconds, asked again and again while `work` goes on.
    private static func health(_ server: Server, during work: () -> Void) throws -> [Double] {
        let isOver = Atomic(false)
        let times = Mutex<[Double]>([])
        let port = server.port
        let group = DispatchGroup()
        // A thread of its own: the attackers have all of the pool's.
        let thread = Thread {
            while !isOver.load(ordering: .relaxed) {
                let started = DispatchTime.now().uptimeNanoseconds
                let answer = try? LoopbackSocket.get(port, "/healthz")
                let took = Double(DispatchTime.now().uptimeNanoseconds - started) / 1_000_000
                times.withLock { $0.append(answer?.status == 200 ? took : .infinity) }
                usleep(2_000)
            }
            group.leave()
        }
        group.enter()
        thread.start()
        work()
        isOver.store(true, ordering: .relaxed)
        group.wait()
        return times.withLock { $0.sorted() }
    }

    private static func percentile(_ share: Double, _ sorted: [Double]) -> Double {
        sorted.isEmpty
            ? .infinity : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }

    var table: String {
        var lines = [
            "Measured on \(day), \(cores) cores shared with the attackers; processor time of the server "
                + "per request, mean of \(Self.repetitions). Aim: under 50 ms each.",
            "",
            "| request | kB | answer | ms of processor |",
            "|---|--:|--:|--:|",
        ]
        lines += rows.map {
            "| \($0.name) | \($0.kilobytes) | \($0.status) | \(fixed($0.milliseconds, 1)) |"
        }
        lines += [
            "",
            "| `/healthz` | p50 ms | p99 ms | requests |",
            "|---|--:|--:|--:|",
            health("nothing else happens", quiet),
            health(
                "\(Self.attackers) connections send \(Self.attacks) of these (aim: p99 < 250)",
                attacked
            ),
        ]
        return lines.joined(separator: "\n")
    }

    private func health(_ name: String, _ times: [Double]) -> String {
        let p50 = fixed(Self.percentile(0.5, times), 1)
        let p99 = fixed(Self.percentile(0.99, times), 1)
        return "| \(name) | \(p50) | \(p99) | \(times.count) |"
    }
}
