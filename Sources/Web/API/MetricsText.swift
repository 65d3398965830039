import Domain
import Storage

/// The house's figures as Prometheus reads them. They come from the same rows as everything else.
struct MetricsText {
    let figures: HouseFigures
    let credit: CreditValue
    let now: Timestamp

    var text: String {
        var lines: [String] = []
        func metric(_ name: String, _ type: String, _ help: String, _ samples: [String]) {
            lines.append("# HELP \(name) \(help)")
            lines.append("# TYPE \(name) \(type)")
            lines += samples
        }
        metric(
            "aigenerate_tasks_total", "counter", "Tasks by model, provider and status.",
            figures.tasks.map { task in
                "aigenerate_tasks_total{model=\"\(task.slug)\",provider=\"\(task.provider)\","
                    + "status=\"\(task.state)\"} \(task.count)"
            })
        metric(
            "aigenerate_queue_depth", "gauge", "Tasks that wait for a worker.",
            ["aigenerate_queue_depth \(figures.queued)"])
        metric(
            "aigenerate_running", "gauge", "Tasks that are being drawn.",
            ["aigenerate_running \(figures.running)"])
        let oldest = figures.oldestQueuedSince.map { max(0, (now - $0).wholeMilliseconds / 1_000) }
        metric(
            "aigenerate_queue_oldest_seconds", "gauge", "Age of the oldest waiting task.",
            ["aigenerate_queue_oldest_seconds \(oldest ?? 0)"])
        metric(
            "aigenerate_credits_total", "gauge", "Customers' credits by kind.",
            [("held", figures.held), ("spent", figures.spent), ("returned", figures.returned)].map {
                "aigenerate_credits_total{kind=\"\($0.0)\"} \(credit.credits($0.1))"
            })
        metric(
            "aigenerate_webhook_deliveries_total", "counter", "Callbacks by result.",
            figures.deliveries.sorted { $0.key < $1.key }.map {
                "aigenerate_webhook_deliveries_total{result=\"\($0.key)\"} \($0.value)"
            })
        return lines.joined(separator: "\n") + "\n"
    }
}
