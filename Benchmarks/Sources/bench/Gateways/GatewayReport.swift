/// The images API beside other gateways, as the second table of docs/performance.md.
struct GatewayReport: Table {
    let mark = "make bench images"
    let gateways: Gateways

    var table: String {
        let head = "/s | + p50 ms | + p99 ms "
        var lines = [
            "Measured on \(day), \(cores) cores shared by the load maker, the upstream and the "
                + "gateway.",
            "",
            "| picture, drawn in | connections | bare /s | p50 ms | p99 ms | nginx \(head)"
                + "| AI Generate \(head)| LiteLLM \(head)|",
            "|---|" + String(repeating: "--:|", count: 13),
        ]
        lines += gateways.rows.map(line)
        return (lines + [""] + memory + [""] + aims).joined(separator: "\n")
    }

    private func line(_ row: Gateways.Row) -> String {
        let size = row.drawing.picture == "large" ? "2 MB" : "small"
        var cells = ["\(size), \(row.drawing.milliseconds) ms", String(row.connections)]
        cells += [
            fixed(row.bare.perSecond, 0), fixed(row.bare.p50.milliseconds, 2),
            fixed(row.bare.p99.milliseconds, 2),
        ]
        for other in [row.nginx, row.ours, row.litellm] {
            cells += added(other, to: row.bare)
        }
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private func added(_ other: Measurement?, to bare: Measurement) -> [String] {
        guard let other else { return ["–", "–", "–"] }
        return [
            fixed(other.perSecond, other.perSecond < 100 ? 1 : 0),
            fixed((other.p50 - bare.p50).milliseconds, 2),
            fixed((other.p99 - bare.p99).milliseconds, 2),
        ]
    }

    private var memory: [String] {
        let litellm = gateways.litellmMegabytes.map { fixed($0, 0) + " MB" } ?? "not installed"
        return [
            "| peak memory (RSS) | |", "|---|--:|",
            "| nginx | \(fixed(gateways.nginxMegabytes, 0)) MB |",
            "| AI Generate, up to 64 connections | \(fixed(gateways.oursMegabytes, 0)) MB |",
            "| AI Generate, \(Gateways.crowd) pictures of 2 MB at once "
                + "| \(fixed(gateways.crowdMegabytes, 0)) MB |",
            "| LiteLLM | \(litellm) |",
        ]
    }

    /// Each aim beside what came out.
    private var aims: [String] {
        var lines = ["| | aim | measured |", "|---|--:|--:|"]
        if let row = row("small", 50, 1) {
            let added = fixed((row.ours.p50 - row.bare.p50).milliseconds, 2)
            lines.append("| added to p50, small picture, one connection | < 2 ms | \(added) ms |")
        }
        if let row = row("large", 50, 1) {
            let times = fixed(row.ours.p50 / row.nginx.p50, 2)
            lines.append(
                "| 2 MB drawn in 50 ms, one connection, of nginx's time | < 1.2 | \(times) |"
            )
        }
        if let row = row("large", 0, 16) {
            let share = fixed(row.ours.perSecond / row.nginx.perSecond, 2)
            let files = fixed(gateways.filesPerSecond, 0)
            lines.append(
                "| 2 MB drawn in 0 ms, of nginx's pictures/s | ≥ 0.25, or the disk's \(files)/s "
                    + "| \(share), \(fixed(row.ours.perSecond, 0))/s |"
            )
        }
        if let row = row("small", 0, 64), let litellm = row.litellm {
            let times = fixed(row.ours.perSecond / litellm.perSecond, 0)
            lines.append("| small picture, 64 connections, of LiteLLM's /s | ≥ 40 × | \(times) × |")
        }
        return lines
    }

    private func row(_ picture: String, _ milliseconds: Int, _ connections: Int) -> Gateways.Row? {
        let drawing = Drawing(picture: picture, milliseconds: milliseconds)
        return gateways.rows.first { $0.drawing == drawing && $0.connections == connections }
    }
}
