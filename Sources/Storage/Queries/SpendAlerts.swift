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
    /// It was crossed in the same window before: what is held and given back may cross it often.
    package let isRepeated: Bool
}

extension Store {
    /// Crossed, and nobody was told yet; the oldest first.
    package func untoldAlerts(limit: Int) async throws -> [SpendAlertLine] {
        try await database.read { rows in
            try rows.all(
                """
                \(part: selectAlert)
                WHERE e.told_at IS NULL AND e.kind = 'spend_alert' ORDER BY e.id LIMIT \(limit)
                """
            ) { try $0.alert() }
        }
    }

    /// The newest first, each once in its window.
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
                ORDER BY e.id DESC LIMIT \(limit * 10)
                """
            ) { try $0.alert() }
        }
        .filter { !$0.isRepeated }.prefix(limit).map(\.self)
    }
}

private let selectAlert: Statement = """
    SELECT e.id, e.account_id, l.email, k.name, e.detail, e.at,
        (SELECT MAX(b.at) FROM account_event b
            WHERE b.account_id = e.account_id AND b.id < e.id AND b.detail = e.detail
                AND (b.key_id = e.key_id OR e.detail LIKE '%"scope":"account"%'))
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
        let at = try time(5)
        let before = try optionalTime(6)
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
            at: at,
            isRepeated: before.map { window.start(at: $0) == window.start(at: at) } ?? false
        )
    }
}
