package import Domain

/// A callback that is due.
package struct DueDelivery: Hashable, Sendable {
    package let id: String
    package let taskID: TaskID
    package let accountID: Int64
    package let url: String
    package let requestID: String
    /// Tries made before this one.
    package let tries: Int
}

/// How one try went.
package struct DeliveryTry: Sendable {
    package enum Next: Sendable {
        case delivered
        /// Try again after this.
        case again(Duration)
        case exhausted
    }

    package let status: Int?
    package let error: String?
    /// The first 4 KB of the answer.
    package let answer: String
    package let duration: Duration
    package let next: Next

    package init(status: Int?, error: String?, answer: String, duration: Duration, next: Next) {
        self.status = status
        self.error = error
        self.answer = answer
        self.duration = duration
        self.next = next
    }
}

extension Store {
    /// Leases due deliveries, oldest first, leaving out receivers that are busy or resting.
    package func leaseDeliveries(
        limit: Int,
        except ids: [String],
        for lease: Duration
    ) async throws -> [DueDelivery] {
        let (now, until) = (clock.steady(), clock.steady() + lease)
        guard limit > 0 else { return [] }
        return try await database.write { tx in
            try tx.returning(
                """
                UPDATE delivery SET lease_until = \(until) WHERE id IN (
                    SELECT id FROM delivery
                    WHERE state = 'pending' AND next_at <= \(now)
                        AND (lease_until IS NULL OR lease_until <= \(now))
                        AND id NOT IN \(list: ids)
                    ORDER BY next_at LIMIT \(limit))
                RETURNING id, task_id, account_id, url, request_id, tries
                """
            ) { row in
                DueDelivery(
                    id: try row.text(0),
                    taskID: try row.taskID(1),
                    accountID: try row.int(2),
                    url: try row.text(3),
                    requestID: try row.text(4),
                    tries: Int(try row.int(5))
                )
            }
        }
    }

    /// Puts a leased delivery back untried, for a moment.
    package func release(_ delivery: DueDelivery, for wait: Duration) async throws {
        let next = clock.steady() + wait
        try await database.write { tx in
            try tx.run(
                """
                UPDATE delivery SET lease_until = NULL, next_at = \(next)
                WHERE id = \(delivery.id) AND state = 'pending'
                """
            )
        }
    }

    /// When the next delivery is due, or the next lease runs out, steady; nil: none waits.
    package func nextDeliveryAt() async throws -> Timestamp? {
        try await database.read { rows in
            try rows.first(
                """
                SELECT MIN(due) FROM (
                    SELECT * FROM (SELECT next_at AS due FROM delivery
                        WHERE state = 'pending' AND lease_until IS NULL ORDER BY next_at LIMIT 1)
                    UNION ALL
                    SELECT MIN(lease_until) FROM delivery
                        WHERE state = 'pending' AND lease_until IS NOT NULL)
                """
            ) { try $0.optionalTime(0) } ?? nil
        }
    }

    package func record(_ result: DeliveryTry, of delivery: DueDelivery) async throws {
        let (wall, steady) = (clock.wall(), clock.steady())
        let (state, next): (String, Timestamp) =
            switch result.next {
            case .delivered: ("delivered", steady)
            case .again(let wait): ("pending", steady + wait)
            case .exhausted: ("exhausted", steady)
            }
        try await database.write { tx in
            try tx.run(
                """
                UPDATE delivery SET state = \(state), tries = tries + 1, next_at = \(next),
                    lease_until = NULL, updated_at = \(wall)
                WHERE id = \(delivery.id)
                """
            )
            if result.status == 410 {
                // Gone: a registered address wants to hear no more.
                try tx.run(
                    """
                    UPDATE endpoint SET is_off = 1
                    WHERE account_id = \(delivery.accountID) AND url = \(delivery.url)
                    """
                )
            }
            try tx.run(
                """
                INSERT INTO delivery_attempt (delivery_id, number, at, status, error, answer,
                    milliseconds)
                SELECT \(delivery.id), COALESCE(MAX(number), 0) + 1, \(wall), \(result.status),
                    \(result.error), \(result.answer), \(result.duration.wholeMilliseconds)
                FROM delivery_attempt WHERE delivery_id = \(delivery.id)
                """
            )
        }
    }

    /// Makes a delivery due now, with all its tries before it. False: there is none in this account.
    package func resendDelivery(_ id: String, account: Int64) async throws -> Bool {
        let (wall, steady) = (clock.wall(), clock.steady())
        let isFound = try await database.write { tx in
            try tx.run(
                """
                UPDATE delivery SET state = 'pending', tries = 0, next_at = \(steady),
                    lease_until = NULL, updated_at = \(wall)
                WHERE id = \(id) AND account_id = \(account)
                """
            ) == 1
        }
        if isFound { wakeUps.wake() }
        return isFound
    }

    /// Leases of an earlier start are void: whoever held them is gone. So is what it put back untried,
    /// because a host was busy or silent then: the first try of each is due now.
    package func clearLeases() async throws {
        let now = clock.steady()
        try await database.write { tx in
            try tx.run("UPDATE delivery SET lease_until = NULL WHERE lease_until IS NOT NULL")
            try tx.run(
                """
                UPDATE delivery SET next_at = \(now)
                WHERE state = 'pending' AND tries = 0 AND next_at > \(now)
                """
            )
        }
    }
}
