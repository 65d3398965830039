import Domain

/// Reading and writing the counters of keys and accounts. Rows are taken in the order of
/// `SpendKind`: key before account.
extension Rows {
    borrowing func spendRow(_ kind: SpendKind, _ id: Int64) throws -> (SpendRow, RateRing)? {
        try first(
            """
            SELECT hour_start, hour_used, hour_cap, day_start, day_used, day_cap, month_start,
                month_used, month_cap, total_used, total_cap, alert_at, hits
            FROM key_spend WHERE kind = \(kind.rawValue) AND id = \(id)
            """
        ) { row in
            let spend = SpendRow(
                kind: kind,
                id: id,
                hour: try row.window(0),
                day: try row.window(3),
                month: try row.window(6),
                total: SpendWindow(
                    start: Timestamp(milliseconds: 0),
                    used: try row.money(9),
                    cap: try row.optionalMoney(10)
                ),
                alertAt: try row.optionalMoney(11)
            )
            return (spend, RateRing(blob: try row.blob(12)))
        }
    }
}

extension Tx {
    borrowing func saveSpend(_ row: SpendRow, ring: RateRing? = nil) throws {
        if let ring {
            try run("UPDATE key_spend SET hits = \(ring.blob), \(part: row.assignments)")
        } else {
            try run("UPDATE key_spend SET \(part: row.assignments)")
        }
    }
}

extension SpendRow {
    fileprivate var assignments: Statement {
        """
        hour_start = \(hour.start), hour_used = \(hour.used), day_start = \(day.start),
        day_used = \(day.used), month_start = \(month.start), month_used = \(month.used),
        total_used = \(total.used) WHERE kind = \(kind.rawValue) AND id = \(id)
        """
    }
}

extension Row {
    fileprivate func window(_ column: Int32) throws -> SpendWindow {
        SpendWindow(
            start: try time(column),
            used: try money(column + 1),
            cap: try optionalMoney(column + 2)
        )
    }
}

extension RateRing {
    /// 8 bytes a hit, little-endian.
    var blob: [UInt8] {
        hits.flatMap { hit in withUnsafeBytes(of: hit.littleEndian) { Array($0) } }
    }

    init(blob: [UInt8]) {
        self.init(
            hits: stride(from: 0, to: blob.count - 7, by: 8).map { start in
                (0..<8).reduce(Int64(0)) { $0 | Int64(blob[start + $1]) << (8 * Int64($1)) }
            }
        )
    }
}
