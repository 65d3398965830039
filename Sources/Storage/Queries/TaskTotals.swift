package import Domain

/// The sums of all tasks that a filter finds.
package struct TaskTotals: Hashable, Sendable {
    package let tasks: Int64
    package let succeeded: Int64
    package let spent: MicroUSD
    /// What was held for ended tasks and went back.
    package let returned: MicroUSD
}

extension Store {
    /// Ignores the filter's cursor and limit.
    package func totals(_ filter: TaskFilter) async throws -> TaskTotals {
        try await database.read { rows in
            let totals = try rows.first(
                """
                SELECT COUNT(*), SUM(state = 'success'), SUM(charged),
                    SUM(CASE WHEN completed_at IS NOT NULL AND payer = 'customer'
                        THEN held - charged ELSE 0 END)
                FROM task WHERE \(part: filter.conditions)
                """
            ) { row in
                TaskTotals(
                    tasks: try row.int(0),
                    succeeded: try row.optionalInt(1) ?? 0,
                    spent: MicroUSD(try row.optionalInt(2) ?? 0),
                    returned: MicroUSD(try row.optionalInt(3) ?? 0)
                )
            }
            return totals ?? TaskTotals(tasks: 0, succeeded: 0, spent: .zero, returned: .zero)
        }
    }
}
