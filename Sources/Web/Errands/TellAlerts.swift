import Domain
import Logging
import Storage

/// Writes to the owners of accounts whose spending crossed a line that they, or a cap, had drawn.
struct TellAlerts: Sendable {
    let house: House

    /// Read at once; what is more is next.
    private static let batch = 100

    /// What the mail program does not take is tried for a day.
    private static let patience = Duration.seconds(86_400)

    /// All of them once. False: some could not be sent, and are for a later round.
    func callAsFunction() async throws -> Bool {
        var last: Int64 = 0
        var isDone = true
        while true {
            let alerts = try await house.store.untoldAlerts(after: last, limit: Self.batch)
            guard let end = alerts.last else { return isDone }
            let accounts = Dictionary(grouping: alerts, by: \.accountID)
            for (account, lines) in accounts.sorted(by: { $0.key < $1.key }) {
                try Task.checkCancellation()
                let isOld = lines[0].at + Self.patience < house.store.clock.wall()
                guard await write(lines) || isOld else {
                    isDone = false
                    continue
                }
                for line in lines {
                    house.logger.notice(
                        "spend alert",
                        metadata: ["account": "\(account)", "alert": "\(line.words)"]
                    )
                }
                // Sent first: a crash in between tells it twice rather than never.
                try await house.store.markTold(lines.map(\.id))
            }
            last = end.id
        }
    }

    private func write(_ lines: [SpendAlertLine]) async -> Bool {
        guard let email = lines.first?.email else { return true }
        let link = house.link.publicURL() + "/dashboard/billing"
        let list = lines.map { "- \($0.at.forPeople): \($0.words)" }.joined(separator: "\n")
        return await house.post(
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
        let window = alert.window.words
        switch alert.percent {
        case nil: return "\(who) has spent \(amount) \(window), where an alert was asked for."
        case 100: return "\(who) has used its whole cap of \(amount) \(window)."
        case let percent?:
            return "\(who) has used \(percent) % of its cap of \(amount) \(window)."
        }
    }
}
