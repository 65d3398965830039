import Domain

/// The ledger in as few words as possible: what the real one must equal after every step. One
/// account with one key; grants in the order of spending by priority, expiry and id.
struct LedgerModel: Equatable, Sendable {
    struct Grant: Equatable, Sendable {
        var remaining: Int64
        let priority: Int64
        let expiresAt: Int64?
    }

    struct Hold: Equatable, Sendable {
        let amount: Int64
        let hour: Int64
    }

    var credited: Int64 = 0
    var spent: Int64 = 0
    var charged: Int64 = 0
    var grants: [Grant] = []
    var holds: [TaskID: Hold] = [:]
    var hour: Int64 = 0
    var hourUsed: Int64 = 0
    let hourCap: Int64

    init(hourCap: Int64) { self.hourCap = hourCap }

    var held: Int64 { holds.values.map(\.amount).reduce(0, +) }
    var available: Int64 { credited - spent - held }
    var totalUsed: Int64 { charged + held }

    mutating func grant(_ amount: Int64, priority: Int64, expiresAt: Int64?) {
        credited += amount
        grants.append(Grant(remaining: amount, priority: priority, expiresAt: expiresAt))
    }

    /// False: a cap or the balance refuses it.
    mutating func accept(_ task: TaskID, _ amount: Int64, at now: Int64) -> Bool {
        let current = max(hour, now / 3_600_000)
        let used = current == hour ? hourUsed : 0
        guard used + amount <= hourCap, amount <= available else { return false }
        (hour, hourUsed) = (current, used + amount)
        holds[task] = Hold(amount: amount, hour: hour)
        return true
    }

    /// `charge` 0: it failed, was cancelled or expired.
    mutating func end(_ task: TaskID, charge: Int64, at now: Int64) {
        guard let hold = holds.removeValue(forKey: task) else { return }
        if hold.hour == hour { hourUsed -= hold.amount - charge }
        (spent, charged) = (spent + charge, charged + charge)
        var rest = charge
        for index in order(at: now) {
            let part = min(rest, grants[index].remaining)
            grants[index].remaining -= part
            rest -= part
        }
        breakExpired(at: now)
    }

    mutating func breakExpired(at now: Int64) {
        for index in order(at: now) where isExpired(index, now) {
            let part = min(grants[index].remaining, available)
            grants[index].remaining -= part
            spent += part
        }
    }

    private func isExpired(_ index: Int, _ now: Int64) -> Bool {
        grants[index].expiresAt.map { $0 <= now } ?? false
    }

    private func order(at now: Int64) -> [Int] {
        func rank(_ index: Int) -> (Int, Int64, Int64, Int) {
            let grant = grants[index]
            return (isExpired(index, now) ? 0 : 1, grant.priority, grant.expiresAt ?? .max, index)
        }
        return grants.indices.sorted { rank($0) < rank($1) }
    }
}
