package import Domain

/// The money of one day (UTC), and what its outputs cost the operator. Every charge of the day is in
/// exactly one of the first four and `played`.
package struct DayFigures: Hashable, Sendable {
    /// Charged to credit that was paid for, and drawn by a provider: the income.
    package let sold: MicroUSD
    /// Charged to credit that was given away, and drawn by a provider.
    package let given: MicroUSD
    /// Drawn by the Sandbox in a provider's place, whatever credit it was charged to.
    package let standIn: MicroUSD
    /// Charged before the ledger told paid credit from gifts.
    package let unknown: MicroUSD
    /// Paid by the operator for playground runs, at list price.
    package let played: MicroUSD
    /// Providers' bills for the day's outputs, for whomever they were.
    package let cost: MicroUSD
    package let loss: MicroUSD

    /// What is left of the income. Gifts and playground runs bring none and cost all the same.
    package var margin: MicroUSD { sold - cost - loss }
}

extension Store {
    package func figures(of day: CivilDate) async throws -> DayFigures {
        try await database.scan { rows in
            let drawn: Statement = "debit <> 5 AND is_stand_in = 0"
            return DayFigures(
                sold: try rows.settled(on: day, "paid", drawn),
                given: try rows.settled(on: day, "amount - paid", drawn),
                standIn: try rows.settled(on: day, "amount", "debit <> 5 AND is_stand_in = 1"),
                unknown: try rows.settled(on: day, "amount", "\(part: drawn) AND paid IS NULL"),
                played: try rows.settled(on: day, "amount", "debit = 5"),
                cost: try rows.cost(on: day, .margin) + rows.cost(on: day, .playground),
                loss: try rows.cost(on: day, .loss)
            )
        }
    }
}

extension Rows {
    fileprivate borrowing func settled(
        on day: CivilDate,
        _ amount: Statement,
        _ condition: Statement
    ) throws -> MicroUSD {
        MicroUSD(
            try count(
                """
                SELECT SUM(\(part: amount)) FROM entry
                WHERE kind = 'settle' AND day = \(day.text) AND \(part: condition)
                """
            )
        )
    }

    fileprivate borrowing func cost(
        on day: CivilDate,
        _ bearer: CostBearer
    ) throws -> MicroUSD {
        MicroUSD(
            try count(
                """
                SELECT SUM(amount) FROM cost WHERE at >= \(day.start)
                    AND at < \(day.start + .seconds(86_400)) AND borne_by = \(bearer.rawValue)
                """
            )
        )
    }
}
