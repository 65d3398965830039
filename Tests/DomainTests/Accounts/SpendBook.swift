import Domain

/// Keeps every hold and what each window must therefore say, counted in another way than the row.
struct SpendBook {
    private struct Hold {
        var amount: MicroUSD
        let starts: WindowStarts
    }

    var row: SpendRow
    private var holds: [Hold] = []
    private var used: [UTCWindow: [Timestamp: MicroUSD]] = [:]

    init(row: SpendRow) {
        self.row = row
    }

    mutating func hold(_ amount: MicroUSD, at moment: Timestamp) -> Bool {
        guard (try? row.admit(amount, at: moment)) != nil else { return false }
        holds.append(Hold(amount: amount, starts: row.starts))
        count(amount, row.starts)
        return true
    }

    /// Gives back a random part of a random hold.
    mutating func giveBack(using random: inout SeededRandom) {
        guard let index = holds.indices.randomElement(using: &random) else { return }
        let part = MicroUSD(Int64.random(in: 0...holds[index].amount.rawValue, using: &random))
        holds[index].amount = holds[index].amount - part
        row.giveBack(part, heldIn: holds[index].starts)
        count(.zero - part, holds[index].starts)
    }

    func isRight(in window: UTCWindow) -> Bool {
        let counter = row[window]
        let isWithin = counter.cap.map { counter.used <= $0 } ?? true
        return isWithin && counter.used == used[window]?[counter.start] ?? .zero
    }

    private mutating func count(_ amount: MicroUSD, _ starts: WindowStarts) {
        used[.hour, default: [:]][starts.hour, default: .zero] += amount
        used[.day, default: [:]][starts.day, default: .zero] += amount
        used[.month, default: [:]][starts.month, default: .zero] += amount
        used[.total, default: [:]][Timestamp(milliseconds: 0), default: .zero] += amount
    }
}
