import Foundation

/// `make bench`: what the server does in a second, measured from outside, and the table of
/// docs/performance.md.
@main
enum Bench {
    private static let limits = [
        "RATE_LIMIT_CREATES": "100000", "RATE_LIMIT_WINDOW_SECONDS": "1",
        "RATE_LIMIT_POLLS": "100000000", "RATE_LIMIT_REFUSALS": "100000000",
        "SIGNUP_GRANT_USD": "1000000", "LOG_LEVEL": "error",
    ]
    private static let prompt = "a red fox sitting in snow, golden hour, photographic"

    /// In all. On a quiet machine it takes seven minutes.
    private static let longestSeconds = 600

    static func main() {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            if let port = options.upstreamPort {
                var upstream = try PictureUpstream(port: port)
                upstream.run()
            }
            if let minutes = options.soakMinutes {
                Children.endAll(after: minutes * 60 + longestSeconds)
                let soak = try Soak(options.program, settings: limits, minutes: minutes)
                FileHandle.standardOutput.write(Data((soak.report + "\n").utf8))
                return
            }
            Children.endAll(after: longestSeconds)
            if options.parts.contains("api") { try publish(try measure(options), options) }
            if options.parts.contains("images") {
                let gateways = try Gateways(
                    options.program,
                    settings: limits,
                    seconds: options.seconds
                )
                try publish(GatewayReport(gateways: gateways), options)
            }
            if options.parts.contains("hostile") {
                try publish(HostileReport(options.program, settings: limits), options)
            }
        } catch {
            Command.say("bench: \(error)")
            exit(1)
        }
    }

    private static func publish(_ report: some Table, _ options: Options) throws {
        FileHandle.standardOutput.write(Data((report.table + "\n").utf8))
        guard options.isForThePage else { return }
        try report.write(into: Command.repository.appendingPathComponent("docs/performance.md"))
    }

    private static func measure(_ options: Options) throws -> Report {
        var report = Report()
        try measureRates(options, &report)
        Command.say("end to end")
        let drawn = "{\"model\":\"sandbox-instant\",\"input\":{\"prompt\":\"\(prompt)\"}}"
        let cached =
            "{\"model\":\"sandbox-instant\",\"input\":{\"prompt\":\"\(prompt)\",\"seed\":7}}"
        let server = try Server(options.program, limits)
        defer { server.stop() }
        report.drawn = try EndToEnd(server, body: drawn, seconds: 1)
        report.cached = try EndToEnd(server, body: cached, seconds: options.seconds)
        return report
    }

    /// Creates hold a customer's credit. One slot, whose upstream never answers: what is measured is
    /// taking orders, not drawing.
    private static func measureRates(_ options: Options, _ report: inout Report) throws {
        let upstream = try SilentUpstream()
        defer { upstream.close() }
        var settings = limits
        settings["SLOTS"] = "1"
        settings["OPENAI_API_KEY"] = "sk-bench"
        settings["OPENAI_BASE_URL"] = "http://127.0.0.1:\(upstream.port)/v1"
        let body =
            "{\"model\":\"openai-gpt-image-2-text-to-image-low\",\"input\":{\"prompt\":\"\(prompt)\"}}"
        let first = try Server(options.program, settings)
        report.firstStart = first.readyMilliseconds
        first.stop(keepingFolder: true)
        let server = try Server(options.program, settings, folder: first.folder)
        defer { server.stop() }
        report.laterStart = server.readyMilliseconds
        sleep(2)
        report.restMegabytes = try server.megabytes("VmRSS")
        for connections in options.connections {
            Command.say("\(connections) connections")
            var rates = Rates(connections: connections)
            try rates.measure(
                server,
                body: body,
                rounds: options.rounds,
                seconds: options.seconds
            )
            report.rates.append(rates)
        }
        report.loadMegabytes = try server.megabytes("VmHWM")
        let answered = report.rates.flatMap(\.create).reduce(0) { $0 + $1.requests }
        let kept =
            try server.figure("aigenerate_queue_depth") + server.figure("aigenerate_running")
        guard kept >= answered else { throw BenchError("\(answered) accepted, \(kept) kept") }
        report.accepted = answered
    }
}
