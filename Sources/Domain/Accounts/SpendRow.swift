/// Whose spending a row of counters holds. Rows are always locked in this order.
package enum SpendKind: String, Sendable {
    case key
    case account
    case playgroundAccount = "playground_account"
    case playgroundHouse = "playground_house"
    case operatorLoss = "operator_loss"
}

/// What is used and allowed in one calendar window.
package struct SpendWindow: Hashable, Sendable {
    package var start: Timestamp
    package var used: MicroUSD
    /// nil: no cap.
    package var cap: MicroUSD?

    package init(start: Timestamp, used: MicroUSD, cap: MicroUSD?) {
        self.start = start
        self.used = used
        self.cap = cap
    }
}

/// Counters and caps of a key or an account. A hold counts in the window in which it was made, so a
/// cap is not exceeded for a moment.
package struct SpendRow: Hashable, Sendable {
    package let kind: SpendKind
    package let id: Int64
    package var hour: SpendWindow
    package var day: SpendWindow
    package var month: SpendWindow
    package var total: SpendWindow
    /// Tell the operator when the month's use reaches this; nil: only at shares of the caps.
    package var alertAt: MicroUSD?

    package init(
        kind: SpendKind,
        id: Int64,
        hour: SpendWindow,
        day: SpendWindow,
        month: SpendWindow,
        total: SpendWindow,
        alertAt: MicroUSD?
    ) {
        self.kind = kind
        self.id = id
        self.hour = hour
        self.day = day
        self.month = month
        self.total = total
        self.alertAt = alertAt
    }

    package subscript(window: UTCWindow) -> SpendWindow {
        get {
            switch window {
            case .hour: hour
            case .day: day
            case .month: month
            case .total: total
            }
        }
        set {
            switch window {
            case .hour: hour = newValue
            case .day: day = newValue
            case .month: month = newValue
            case .total: total = newValue
            }
        }
    }

    /// Adds a hold, or says which cap forbids it and changes nothing. A window only moves forward: a
    /// stored start later than the clock's is kept.
    package mutating func admit(
        _ amount: MicroUSD,
        at moment: Timestamp
    ) throws(CapReached) -> [SpendAlert] {
        var admitted = self
        let alerts = try admitted.add(amount, at: moment)
        self = admitted
        return alerts
    }

    private mutating func add(
        _ amount: MicroUSD,
        at moment: Timestamp
    ) throws(CapReached) -> [SpendAlert] {
        var alerts: [SpendAlert] = []
        for window in UTCWindow.allCases {
            let start = window.start(at: moment)
            if self[window].start < start {
                self[window].start = start
                self[window].used = .zero
            }
            let counter = self[window]
            let used = counter.used + amount
            if let cap = counter.cap {
                guard used <= cap else {
                    throw CapReached(
                        kind: kind,
                        window: window,
                        cap: cap,
                        used: counter.used,
                        resetsAt: window.end(of: counter.start)
                    )
                }
                alerts += Self.alerts(kind, window, before: counter.used, after: used, cap: cap)
            }
            self[window].used = used
        }
        if let alertAt, month.used >= alertAt, month.used - amount < alertAt {
            alerts.append(SpendAlert(kind: kind, window: .month, threshold: alertAt, percent: nil))
        }
        return alerts
    }

    /// Gives back the unused part of a hold, only in the windows it was taken from.
    package mutating func giveBack(_ amount: MicroUSD, heldIn starts: WindowStarts) {
        if hour.start == starts.hour { hour.used = max(.zero, hour.used - amount) }
        if day.start == starts.day { day.used = max(.zero, day.used - amount) }
        if month.start == starts.month { month.used = max(.zero, month.used - amount) }
        total.used = total.used - amount
    }

    /// In the window that runs now; what stands in the row may be an older one's.
    package func used(in window: UTCWindow, at now: Timestamp) -> MicroUSD {
        let counter = self[window]
        return counter.start == window.start(at: now) ? counter.used : .zero
    }

    package var starts: WindowStarts {
        WindowStarts(hour: hour.start, day: day.start, month: month.start)
    }

    private static func alerts(
        _ kind: SpendKind,
        _ window: UTCWindow,
        before: MicroUSD,
        after: MicroUSD,
        cap: MicroUSD
    ) -> [SpendAlert] {
        [50, 80, 100].compactMap { percent in
            // Compared as used × 100 ≥ cap × percent: no rounding.
            let line = cap * percent
            guard before * 100 < line, after * 100 >= line else { return nil }
            return SpendAlert(kind: kind, window: window, threshold: cap, percent: percent)
        }
    }
}

/// The windows a hold was counted in.
package struct WindowStarts: Hashable, Sendable {
    package let hour: Timestamp
    package let day: Timestamp
    package let month: Timestamp

    package init(hour: Timestamp, day: Timestamp, month: Timestamp) {
        self.hour = hour
        self.day = day
        self.month = month
    }
}

/// A cap forbids the request. Nothing was held.
package struct CapReached: Error, Hashable, Sendable {
    package let kind: SpendKind
    package let window: UTCWindow
    package let cap: MicroUSD
    package let used: MicroUSD
    /// nil: never by itself.
    package let resetsAt: Timestamp?
}

/// A threshold was crossed; the operator is told, nothing is stopped.
package struct SpendAlert: Hashable, Sendable {
    package let kind: SpendKind
    package let window: UTCWindow
    package let threshold: MicroUSD
    /// The share of the cap, nil for an alert amount of its own.
    package let percent: Int?

    package init(kind: SpendKind, window: UTCWindow, threshold: MicroUSD, percent: Int?) {
        self.kind = kind
        self.window = window
        self.threshold = threshold
        self.percent = percent
    }
}

extension SpendRow {
    /// Moves windows that stand ahead of the clock back to it, empty: a clock that ran ahead for a
    /// while would otherwise count into the future's window until that comes.
    package mutating func pullBack(to moment: Timestamp) {
        for window in UTCWindow.allCases where window != .total {
            let start = window.start(at: moment)
            guard self[window].start > start else { continue }
            self[window].start = start
            self[window].used = .zero
        }
    }
}
