import Domain
import Storage
import TestKit
import Testing

@Suite struct `Playing for free` {
    private let allowance = Allowance(account: MicroUSD(60_000), house: MicroUSD(100_000))

    @Test func `the house pays the list price, and the customer's balance stays as it was`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: MicroUSD(10_000))
        let task = try await test.accept(test.order(customer, allowance: allowance))
        #expect(try await test.balance(of: customer).held == .zero)
        #expect(try await test.used(.playgroundAccount, customer.accountID) == .picture)
        #expect(try await test.succeed(task, charge: MicroUSD(20_000)))
        let balance = try await test.balance(of: customer)
        #expect(balance.available == MicroUSD(10_000) && balance.spent == .zero)
        let record = try await test.task(task)
        #expect(record.charged == .zero && record.listPrice == MicroUSD(20_000))
        let entry = try await test.database.read { rows in
            try rows.first("SELECT debit, credit, amount FROM entry WHERE kind = 'settle'") {
                [try $0.int(0), try $0.int(1), try $0.int(2)]
            }
        }
        let accounts = [SystemAccount.playground, .revenue].map(\.rawValue)
        #expect(entry == accounts + [20_000])
        // What was held and not needed can be played with again.
        #expect(try await test.used(.playgroundAccount, customer.accountID) == MicroUSD(20_000))
        #expect(try await test.used(.playgroundHouse, 0) == MicroUSD(20_000))
        #expect(try await test.spend(.key, customer.key.id).total.used == .zero)
        try await expectCleanAudit(test)
    }

    @Test func `a failed run costs the house nothing`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        let task = try await test.accept(test.order(customer, allowance: allowance))
        #expect(try await test.fail(task))
        #expect(try await test.used(.playgroundHouse, 0) == .zero)
        #expect(try await test.task(task).listPrice == nil)
        try await expectCleanAudit(test)
    }

    @Test func `an account's allowance ends, and begins again the next day`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        for _ in 0..<2 { _ = try await test.accept(test.order(customer, allowance: allowance)) }
        let refusal = await #expect(throws: CapReached.self) {
            _ = try await test.accept(test.order(customer, allowance: allowance))
        }
        #expect(refusal?.kind == .playgroundAccount && refusal?.window == .day)
        #expect(try await test.used(.playgroundAccount, customer.accountID) == MicroUSD(56_000))
        test.time.advance(by: .seconds(86_400))
        _ = try await test.accept(test.order(customer, allowance: allowance))
        #expect(try await test.used(.playgroundAccount, customer.accountID) == .picture)
        try await expectCleanAudit(test)
    }

    @Test func `the house's allowance is one for all, and a refusal counts for nobody`()
        async throws
    {
        let test = try await TestStore()
        var refused: [CapReached] = []
        for _ in 0..<5 {
            let customer = try await test.customer()
            do {
                _ = try await test.accept(test.order(customer, allowance: allowance))
            } catch let error as CapReached {
                refused.append(error)
                #expect(try await test.used(.playgroundAccount, customer.accountID) == .zero)
            }
        }
        #expect(refused.map(\.kind) == [.playgroundHouse, .playgroundHouse])
        #expect(try await test.used(.playgroundHouse, 0) == MicroUSD(84_000))
        try await expectCleanAudit(test)
    }

    @Test func `many at once never play beyond the allowance`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        let orders = (0..<40).map { _ in test.order(customer, allowance: allowance) }
        let accepted = await withTaskGroup(of: Bool.self) { group in
            for order in orders {
                group.addTask { (try? await test.store.accept(order)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(accepted == 2)
        try await expectCleanAudit(test)
    }

    @Test func `a cell that is pressed many times at once is ordered once`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        let cells = [RunCell(letter: "A", slug: "test-picture")]
        let run = PlaygroundRun(
            id: "run1",
            accountID: customer.accountID,
            input: ["prompt": "a fox"],
            isBlind: false,
            isShared: false,
            vote: nil,
            createdAt: test.time.wall,
            cells: cells
        )
        #expect(try await test.store.save(run))
        #expect(try await !test.store.save(run))
        let place = CellPlace(run: "run1", letter: "A", tries: 0)
        let orders = (0..<20).map { _ in
            test.order(customer, allowance: allowance, cell: place)
        }
        let accepted = await withTaskGroup(of: TaskID?.self) { group in
            for order in orders {
                group.addTask {
                    (try? await test.store.accept(order)) == nil ? nil : order.taskID
                }
            }
            return await group.reduce(into: [TaskID]()) { if let task = $1 { $0.append(task) } }
        }
        #expect(accepted.count == 1)
        try await test.store.refuse(place, price: .zero, RunCell.Refusal(kind: "x", message: "no"))
        let cell = try #require(try await test.store.run("run1")?.cells.first)
        #expect(cell.taskID == accepted.first && cell.tries == 1 && cell.refusal == nil)
        #expect(try await test.used(.playgroundHouse, 0) == .picture)
        try await expectCleanAudit(test)
    }
}

extension TestStore {
    /// What stands in a row of counters for today; zero where there is none.
    fileprivate func used(_ kind: SpendKind, _ id: Int64) async throws -> MicroUSD {
        try await store.spend(kind, id)?.day.used ?? .zero
    }
}
