package import Domain

/// A threshold that was crossed, as its account's owner is told of it.
package struct SpendAlertLine: Hashable, Sendable {
    package let id: Int64
    package let accountID: Int64
    /// Where its owner gets mail; nil: there is no log-in with a confirmed address.
    package let email: String?
    /// The key whose order crossed it.
    package let keyName: String?
    package let alert: SpendAlert
    package let at: Timestamp
}

extension Store {
    /// Crossed, and nobody was told yet; the oldest first, those after `id`.
    package func untoldAlerts(after id: Int64, limit: Int) async throws -> [SpendAlertLine] {
        try await database.read { rows in
            try rows.all(
                """
                \(part: selectAlert)
                WHERE e.told_at IS NULL AND e.kind = 'spend_alert' AND e.id > \(id)
                ORDER BY e.id LIMIT \(limit)
                """
            ) { try $0.alert() }
        }
    }

    /// The newest first.
    package func alerts(
        account: Int64,
        since: Timestamp,
        limit: Int
    ) async throws -> [SpendAlertLine] {
        try await database.read { rows in
            try rows.all(
                """
                \(part: selectAlert)
                WHERE e.account_id = \(account) AND e.kind = 'spend_alert' AND e.at >= \(since)
                ORDER BY e.id DESC LIMIT \(limit)
                """
            ) { try $0.alert() }
        }
    }
}

private let selectAlert: Statement = """
    SELECT e.id, e.account_id, l.email, k.name, e.detail, e.at
    FROM account_event e
    LEFT JOIN login l ON l.account_id = e.account_id AND l.verified_at IS NOT NULL
    LEFT JOIN api_key k ON k.id = e.key_id
    """

extension Row {
    fileprivate func alert() throws -> SpendAlertLine {
        let detail = try json(4)
        guard let kind = detail["scope"]?.stringValue.flatMap(SpendKind.init),
            let window = detail["window"]?.stringValue.flatMap(UTCWindow.init),
            let threshold = detail["thresholdMicroUsd"]?.intValue
        else { throw DatabaseError.malformed("an alert reads \(detail.text())") }
        return SpendAlertLine(
            id: try int(0),
            accountID: try int(1),
            email: try optionalText(2),
            keyName: try optionalText(3),
            alert: SpendAlert(
                kind: kind,
                window: window,
                threshold: MicroUSD(threshold),
                percent: detail["percent"]?.intValue.map(Int.init)
            ),
            at: try time(5)
        )
    }
}
