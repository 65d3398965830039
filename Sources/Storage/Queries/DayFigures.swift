package import Domain

/// The money of one day (UTC), and what its pictures cost the house.
package struct DayFigures: Hashable, Sendable {
    package let sold: MicroUSD
    /// Paid by the house for playground runs.
    package let played: MicroUSD
    package let cost: MicroUSD
    package let loss: MicroUSD
}

extension Store {
    package func figures(of day: CivilDate) async throws -> DayFigures {
        try await database.scan { rows in
            DayFigures(
                sold: try rows.settled(on: day, "debit <> 5"),
                played: try rows.settled(on: day, "debit = 5"),
                cost: try rows.cost(on: day, .margin) + rows.cost(on: day, .playground),
                loss: try rows.cost(on: day, .loss)
            )
        }
    }
}

extension Rows {
    fileprivate borrowing func settled(
        on day: CivilDate,
        _ condition: Statement
    ) throws -> MicroUSD {
        MicroUSD(
            try count(
                """
                SELECT SUM(amount) FROM entry
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
