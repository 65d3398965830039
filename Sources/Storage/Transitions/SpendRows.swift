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
    /// 8 bytes a burst, little-endian: its time in the upper 44 bits, its count in the lower 20.
    var blob: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * bursts.count)
        for burst in bursts {
            let packed = burst.end << 20 | Int64(min(burst.count, 0xF_FFFF))
            withUnsafeBytes(of: packed.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    init(blob: [UInt8]) {
        self.init(
            bursts: blob.withUnsafeBytes { bytes in
                stride(from: 0, to: bytes.count - 7, by: 8).map { start in
                    let packed = Int64(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: Int64.self)
                    )
                    return Burst(end: packed >> 20, count: Int(packed & 0xF_FFFF))
                }
            }
        )
    }
}
