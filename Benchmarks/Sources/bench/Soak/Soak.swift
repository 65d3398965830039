import Foundation
import Synchronization

/// `make soak`: mixed load for a long time, and whether memory and descriptors keep growing.
struct Soak {
    struct Sample {
        let seconds: Double
        let megabytes: Double
        let descriptors: Int
        let answers: Int
    }

    private(set) var samples: [Sample] = []
    private var refusedOrLost = 0
    private let minutes: Int

    private static let clients = 8
    private static let secondsBetweenSamples = 10

    /// - minutes: how long the load goes on.
    init(_ program: URL, settings: [String: String], minutes: Int) throws {
        self.minutes = minutes
        let server = try Server(program, settings)
        defer { server.stop() }
        let isOver = Atomic(false)
        let answers = Atomic(0)
        let unexpected = Atomic(0)
        let group = DispatchGroup()
        for client in 0..<Self.clients {
            group.enter()
            let (port, key) = (server.port, server.place.key)
            Thread {
                let visits = SoakVisits(port: port, key: key, seed: client)
                while !isOver.load(ordering: .relaxed) {
                    let isExpected = visits.next()
                    answers.add(1, ordering: .relaxed)
                    if !isExpected { unexpected.add(1, ordering: .relaxed) }
                    usleep(20_000)
                }
                group.leave()
            }
            .start()
        }
        let started = DispatchTime.now().uptimeNanoseconds
        while true {
            sleep(UInt32(Self.secondsBetweenSamples))
            let now = Double(DispatchTime.now().uptimeNanoseconds - started) / 1_000_000_000
            samples.append(
                Sample(
                    seconds: now,
                    megabytes: try server.megabytes("VmRSS"),
                    descriptors: try server.descriptors(),
                    answers: answers.load(ordering: .relaxed)
                )
            )
            if now >= Double(minutes * 60) { break }
            Command.say(line(samples[samples.count - 1]))
        }
        isOver.store(true, ordering: .relaxed)
        group.wait()
        refusedOrLost = unexpected.load(ordering: .relaxed)
    }

    private func line(_ sample: Sample) -> String {
        let minute = String(format: "%5.1f min", sample.seconds / 60)
        let memory = String(format: "%6.1f MB", sample.megabytes)
        return "\(minute)  \(memory)  \(sample.descriptors) descriptors  \(sample.answers) answers"
    }

    /// A sample for each minute, and the slopes over the second half, in which caches are full.
    var report: String {
        var lines: [String] = []
        for minute in 1...minutes {
            if let sample = samples.first(where: { $0.seconds >= Double(minute * 60) }) {
                lines.append(line(sample))
            }
        }
        let late = samples.filter { $0.seconds >= Double(minutes * 30) }
        let memory = Self.slopePerHour(late.map { ($0.seconds, $0.megabytes) })
        let files = Self.slopePerHour(late.map { ($0.seconds, Double($0.descriptors)) })
        lines.append(String(format: "RSS in the second half: %+.1f MB an hour", memory))
        lines.append(String(format: "descriptors in the second half: %+.1f an hour", files))
        lines.append("answers other than expected: \(refusedOrLost)")
        return lines.joined(separator: "\n")
    }

    /// Least squares.
    private static func slopePerHour(_ points: [(x: Double, y: Double)]) -> Double {
        let count = Double(points.count)
        guard count > 1 else { return 0 }
        let meanX = points.reduce(0) { $0 + $1.x } / count
        let meanY = points.reduce(0) { $0 + $1.y } / count
        let both = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
        let square = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        return square == 0 ? 0 : both / square * 3_600
    }
}
