import Domain
import Storage

/// The house's figures as Prometheus reads them. They come from the same transactions as the ledger.
struct MetricsText {
    let figures: HouseFigures
    let credit: CreditValue
    let now: Timestamp
    /// Whether each provider can be used now.
    let providers: [(name: String, isUp: Bool)]

    var text: String {
        let oldest = figures.oldestQueuedSince.map { max(0, (now - $0).wholeMilliseconds / 1_000) }
        let parts: [[String]] = [
            metric(
                "tasks_total",
                "counter",
                "Ended tasks by model, provider and status.",
                figures.ended.map { "{\(labels($0))} \($0.tasks)" }
            ),
            metric(
                "task_seconds",
                "histogram",
                "Time from accept to end of a task.",
                histogram
            ),
            metric(
                "queue_depth",
                "gauge",
                "Tasks that wait for a worker.",
                [" \(figures.queued)"]
            ),
            metric("running", "gauge", "Tasks that are being drawn.", [" \(figures.running)"]),
            metric(
                "queue_oldest_seconds",
                "gauge",
                "Age of the oldest waiting task.",
                [" \(oldest ?? 0)"]
            ),
            metric(
                "credits_total",
                "gauge",
                "Customers' credits by kind, to two places.",
                money.map { "{kind=\"\($0.kind)\"} \(credit.credits($0.amount))" }
            ),
            metric(
                "usd_total",
                "gauge",
                "The same in USD, exactly.",
                money.map { "{kind=\"\($0.kind)\"} \($0.amount.dollars)" }
            ),
            metric(
                "provider_up",
                "gauge",
                "1: the provider can be used.",
                providers.map { "{provider=\"\($0.name)\"} \($0.isUp ? 1 : 0)" }
            ),
            metric(
                "webhook_deliveries_total",
                "gauge",
                "Callbacks by result.",
                figures.deliveries.sorted { $0.key < $1.key }.map {
                    "{result=\"\($0.key)\"} \($0.value)"
                }
            ),
        ]
        return parts.joined().joined(separator: "\n") + "\n"
    }

    /// - samples: what follows the name: labels in braces or a space, then the value.
    private func metric(
        _ name: String,
        _ type: String,
        _ help: String,
        _ samples: [String]
    ) -> [String] {
        ["# HELP aigenerate_\(name) \(help)", "# TYPE aigenerate_\(name) \(type)"]
            + samples.map { "aigenerate_\(name)\($0)" }
    }

    private func labels(_ ended: HouseFigures.Ended) -> String {
        "model=\"\(ended.slug)\",provider=\"\(ended.provider)\",status=\"\(ended.state)\""
    }

    private var histogram: [String] {
        figures.ended.flatMap { ended in
            let labels = labels(ended)
            let bounds = HouseFigures.bucketSeconds.map(String.init) + ["+Inf"]
            let buckets = zip(bounds, ended.buckets + [ended.tasks]).map { bound, count in
                "_bucket{\(labels),le=\"\(bound)\"} \(count)"
            }
            let (seconds, rest) = ended.milliseconds.quotientAndRemainder(dividingBy: 1_000)
            let sum = "\(seconds).\(String(1_000 + rest).dropFirst())"
            return buckets + ["_sum{\(labels)} \(sum)", "_count{\(labels)} \(ended.tasks)"]
        }
    }

    private var money: [(kind: String, amount: MicroUSD)] {
        [
            ("held", figures.held), ("spent", figures.ended.map(\.charged).sum),
            ("returned", figures.ended.map(\.returned).sum),
        ]
    }
}
