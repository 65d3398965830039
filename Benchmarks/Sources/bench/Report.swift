import Foundation

/// Everything that was measured in one run, as the table of docs/performance.md.
struct Report: Table {
    let mark = "make bench"
    var rates: [Rates] = []
    var accepted = 0
    var firstStart = 0.0
    var laterStart = 0.0
    var restMegabytes = 0.0
    var loadMegabytes = 0.0
    var drawn: EndToEnd?
    var cached: EndToEnd?

    var table: String {
        var lines = [
            "Measured on \(day), \(cores) cores shared with the load maker; "
                + "medians of \(rates.first?.hello.count ?? 0) rounds.",
            "",
            "| connections | hello-world /s | creates /s | p50 ms | p99 ms | of hello | polls /s "
                + "| p50 ms | p99 ms | of hello |",
            "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        ]
        lines += rates.map(line)
        lines += [
            "", "| | |", "|---|--:|",
            "| ready, first start on an empty folder | \(fixed(firstStart, 0)) ms |",
            "| ready, later starts | \(fixed(laterStart, 0)) ms |",
            "| memory at rest (RSS) | \(fixed(restMegabytes, 0)) MB |",
            "| memory under load (peak RSS) | \(fixed(loadMegabytes, 0)) MB |",
        ]
        if let drawn, let cached {
            lines += [
                "| tasks/s end to end, each drawn | \(fixed(drawn.perSecond, 0)) |",
                "| tasks/s end to end, the same picture from the cache "
                    + "| \(fixed(cached.perSecond, 0)) |",
            ]
        }
        lines.append("| tasks accepted in this run, all found kept | \(accepted) |")
        return lines.joined(separator: "\n")
    }

    private func line(_ rates: Rates) -> String {
        let cells = [
            String(rates.connections), fixed(rates.hello.map(\.perSecond).median, 0),
            fixed(rates.create.map(\.perSecond).median, 0),
            fixed(rates.create.map(\.p50.milliseconds).median, 2),
            fixed(rates.create.map(\.p99.milliseconds).median, 2),
            fixed(rates.ratio(\.create), 2),
            fixed(rates.poll.map(\.perSecond).median, 0),
            fixed(rates.poll.map(\.p50.milliseconds).median, 2),
            fixed(rates.poll.map(\.p99.milliseconds).median, 2),
            fixed(rates.ratio(\.poll), 2),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}
