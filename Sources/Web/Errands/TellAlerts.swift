import Domain
import Logging
import Storage

/// Writes to the owners of accounts whose spending crossed a line that they, or a cap, had drawn.
struct TellAlerts: Sendable {
    let house: House

    /// Read at once; what is more is next.
    private static let batch = 100

    func callAsFunction() async throws {
        while !Task.isCancelled {
            let alerts = try await house.store.untoldAlerts(limit: Self.batch)
            guard !alerts.isEmpty else { return }
            let news = Dictionary(grouping: alerts.filter { !$0.isRepeated }, by: \.accountID)
            for (account, lines) in news.sorted(by: { $0.key < $1.key }) {
                for line in lines {
                    house.logger.notice(
                        "spend alert",
                        metadata: ["account": "\(account)", "alert": "\(line.words)"]
                    )
                }
                await write(lines)
            }
            // Sent first: a crash in between tells it twice rather than never.
            try await house.store.markTold(alerts.map(\.id))
        }
    }

    private func write(_ lines: [SpendAlertLine]) async {
        guard let email = lines.first?.email else { return }
        let link = house.link.publicURL() + "/dashboard/billing"
        let list = lines.map { "- \($0.at.forPeople): \($0.words)" }.joined(separator: "\n")
        await house.post(
            Letter(
                to: email,
                subject: "Spending alert",
                text: "\(list)\n\nWhat is spent, and the limits:\n\n\(link)\n",
                link: nil
            )
        )
    }
}

extension SpendAlertLine {
    /// `The key “ci” has used 80 % of its cap of $5.0000 this month.`
    var words: String {
        let who = alert.kind == .key ? "The key “\(keyName ?? "")”" : "The account"
        let amount = "$\(alert.threshold.dollarsFixed)"
        let window =
            switch alert.window {
            case .hour: "this hour"
            case .day: "today (UTC)"
            case .month: "this month"
            case .total: "in all"
            }
        switch alert.percent {
        case nil: return "\(who) has spent \(amount) \(window), where an alert was asked for."
        case 100: return "\(who) has used its whole cap of \(amount) \(window)."
        case let percent?:
            return "\(who) has used \(percent) % of its cap of \(amount) \(window)."
        }
    }
}
