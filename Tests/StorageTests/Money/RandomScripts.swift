import Domain
@testable import Storage
import TestKit
import Testing

@Suite struct `Random scripts` {
    /// Each seed is a life of its own; run one alone to look into a failure.
    @Test(arguments: 0..<4)
    func `the ledger equals a small model after every step`(part: Int) async throws {
        for seed in (part * 50)..<(part * 50 + 50) {
            var script = try await RandomScript(seed: UInt64(seed))
            for step in 0..<200 {
                let name = try await script.step()
                let (found, expected) = (try await script.found(), script.expected)
                guard found == expected else {
                    Issue.record("seed \(seed), step \(step) (\(name)): \(found) not \(expected)")
                    return
                }
            }
            #expect(script.accepted > 10, "seed \(seed) accepted almost nothing")
            try await expectCleanAudit(script.test, "seed \(seed)")
            script.test.close()
        }
    }
}

/// The figures that must be equal, of the model and of the store.
private struct Figures: Equatable {
    var credited, spent, held, totalUsed, hourUsed, accountHourUsed: Int64
    var grants: [Int64]
}

private struct RandomScript {
    let test: TestStore
    private(set) var accepted = 0
    private let customer: TestCustomer
    private var model = LedgerModel(hourCap: 4_000)
    private var random: SeededGenerator
    private var open: [TaskID] = []

    init(seed: UInt64) async throws {
        test = try await TestStore(folder: .fast())
        customer = try await test.customer()
        try await test.setCaps(.key, customer.key.id, hour: MicroUSD(4_000))
        random = SeededGenerator(seed: seed)
    }

    private var now: Int64 { test.time.wall.milliseconds }

    mutating func step() async throws -> String {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<10: try await grant()
        case 10..<45: try await accept()
        case 45..<60: try await end(isDelivered: true)
        case 60..<68: try await end(isDelivered: false)
        case 68..<74: try await cancel()
        case 74..<80: try await requeue()
        case 80..<84: try await expire()
        case 84..<90: try await expireGrants()
        default: try await moveClock()
        }
    }

    private mutating func grant() async throws -> String {
        let amount = Int64.random(in: 1...2_000, using: &random)
        let priority = Int64.random(in: 0...1, using: &random)
        let expiresAt: Int64? =
            random.chance(2) ? now + Int64.random(in: 1...7_200_000, using: &random) : nil
        try await test.grant(
            MicroUSD(amount),
            to: customer.accountID,
            priority: priority,
            expiresAt: expiresAt.map(Timestamp.init(milliseconds:))
        )
        model.grant(amount, priority: priority, expiresAt: expiresAt)
        return "grant \(amount)"
    }

    private mutating func accept() async throws -> String {
        let amount = Int64.random(in: 1...900, using: &random)
        let order = test.order(customer, hold: MicroUSD(amount))
        var isAccepted = true
        do {
            _ = try await test.store.accept(order)
            open.append(order.taskID)
            accepted += 1
        } catch is InsufficientCredit {
            isAccepted = false
        } catch is CapReached {
            isAccepted = false
        }
        #expect(model.accept(order.taskID, amount, at: now) == isAccepted)
        return "accept \(amount): \(isAccepted)"
    }

    private mutating func take() -> TaskID? {
        guard !open.isEmpty else { return nil }
        return open.remove(at: Int.random(in: 0..<open.count, using: &random))
    }

    private mutating func end(isDelivered: Bool) async throws -> String {
        guard let task = take(), let hold = model.holds[task] else { return "nothing to end" }
        let charge = isDelivered ? Int64.random(in: 1...hold.amount, using: &random) : 0
        let isDone =
            isDelivered
            ? try await test.succeed(task, charge: MicroUSD(charge)) : try await test.fail(task)
        #expect(isDone)
        model.end(task, charge: charge, at: now)
        return "end with \(charge)"
    }

    private mutating func cancel() async throws -> String {
        guard let task = take() else { return "nothing to cancel" }
        #expect(try await test.store.cancel(task) == .cancelled)
        model.end(task, charge: 0, at: now)
        #expect(try await test.store.cancel(task) == .alreadyEnded)
        return "cancel"
    }

    private mutating func requeue() async throws -> String {
        guard let task = open.randomElement(using: &random) else { return "nothing to requeue" }
        #expect(try await test.requeue(task))
        return "requeue"
    }

    private mutating func expire() async throws -> String {
        try await test.store.releaseUnstarted()
        guard let task = take() else { return "nothing to expire" }
        #expect(try await test.store.expire(task))
        model.end(task, charge: 0, at: now)
        return "expire"
    }

    private mutating func expireGrants() async throws -> String {
        while try await test.store.expireGrants(limit: 10) > 0 {}
        model.breakExpired(at: now)
        return "expire grants"
    }

    private mutating func moveClock() async throws -> String {
        let step = Int64.random(in: -1_800_000...5_400_000, using: &random)
        test.time.setWall(test.time.wall + .milliseconds(step))
        test.time.setSteady(test.time.steady + .milliseconds(max(1, step)))
        return "clock by \(step)"
    }

    var expected: Figures {
        Figures(
            credited: model.credited,
            spent: model.spent,
            held: model.held,
            totalUsed: model.totalUsed,
            hourUsed: model.hourUsed,
            accountHourUsed: model.hourUsed,
            grants: model.grants.map(\.remaining)
        )
    }

    func found() async throws -> Figures? {
        let (account, key) = (customer.accountID, customer.key.id)
        return try await test.database.read { rows in
            let grants = try rows.all(
                "SELECT remaining FROM credit_grant WHERE account_id = \(account) ORDER BY id"
            ) { try $0.int(0) }
            return try rows.first(
                """
                SELECT a.credited, a.spent, a.held, k.total_used, k.hour_used, s.hour_used
                FROM account a JOIN key_spend k ON k.kind = 'key' AND k.id = \(key)
                JOIN key_spend s ON s.kind = 'account' AND s.id = a.id WHERE a.id = \(account)
                """
            ) { row in
                Figures(
                    credited: try row.int(0),
                    spent: try row.int(1),
                    held: try row.int(2),
                    totalUsed: try row.int(3),
                    hourUsed: try row.int(4),
                    accountHourUsed: try row.int(5),
                    grants: grants
                )
            }
        }
    }
}
