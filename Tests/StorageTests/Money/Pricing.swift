import Domain
import Storage
import TestKit
import Testing

/// What a quote promised is what a settle takes.
@Suite struct Pricing {
    private static let table = PriceRule(
        output: .table([
            SizePrice(size: PictureSize(width: 512, height: 512), price: MicroUSD(9_000)),
            SizePrice(size: PictureSize(width: 1_024, height: 1_024), price: MicroUSD(28_000)),
            SizePrice(size: PictureSize(width: 2_048, height: 2_048), price: MicroUSD(20_000)),
        ])
    )

    @Test(
        arguments: ["512x512", "700x700", "1024x1024", "1500x1024", "2048x2048", "256x256"],
        1...3
    )
    func `a quote for an explicit size is the charge`(size: String, count: Int) async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: MicroUSD(1_000_000))
        let size = try #require(PictureSize(size))
        let quote = try #require(Self.table.quote(size: size, count: count, inputImages: 0))
        let task = try await test.accept(test.order(customer, hold: quote.hold))
        // The provider may draw another size than was asked: the asked one is paid.
        let drawn = Array(repeating: PictureSize(width: 2_048, height: 2_048), count: count)
        let charge = Self.table.charge(
            asked: size,
            delivered: drawn,
            inputImages: 0,
            hold: quote.hold
        )
        #expect(charge == quote.hold)
        try await test.succeed(task, charge: charge)
        #expect(try await test.balance(of: customer).spent == quote.hold)
        try await expectCleanAudit(test)
    }

    @Test func `an automatic size holds the dearest row and pays what was drawn`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: MicroUSD(1_000_000))
        let quote = try #require(Self.table.quote(size: nil, count: 1, inputImages: 0))
        #expect(quote.hold == MicroUSD(28_000))
        #expect(quote.isBound)
        let task = try await test.accept(test.order(customer, hold: quote.hold))
        let small = PictureSize(width: 512, height: 512)
        let charge = Self.table.charge(
            asked: nil,
            delivered: [small],
            inputImages: 0,
            hold: quote.hold
        )
        try await test.succeed(task, charge: charge)
        let balance = try await test.balance(of: customer)
        #expect(balance.spent == MicroUSD(9_000))
        #expect(balance.available == MicroUSD(991_000))
        try await expectCleanAudit(test)
    }

    @Test func `a task settles by the price it was accepted under`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: MicroUSD(1_000_000))
        let old = published(PriceRule(output: .flat(.picture)))
        try await test.store.publish([old])
        let task = try await test.accept(test.order(customer, priceVersion: old.version))
        let new = published(PriceRule(output: .flat(MicroUSD(50_000))))
        try await test.store.publish([new, old])
        try await test.restart()
        _ = try await test.store.claim(.all)
        try await adopt(test)
        let attempt = try #require(try await test.begin(task))
        let job = try #require(try await test.store.jobToRun(task))
        let price = try #require(try await test.store.price(version: job.priceVersion))
        #expect(price == old)
        let charge = price.rule.charge(
            asked: nil,
            delivered: [PictureSize(width: 64, height: 64)],
            inputImages: 0,
            hold: job.held
        )
        let end = test.success(task, attempt: attempt, charge: charge)
        #expect(try await test.store.settle(end, attempt: attempt))
        #expect(try await test.balance(of: customer).spent == .picture)
        try await expectCleanAudit(test)
    }

    @Test func `a published rule reads back as it was written, and is never replaced`()
        async throws
    {
        let test = try await TestStore()
        let rule = PriceRule(
            output: Self.table.output,
            inputImage: Rate(picoUSD: 1_500_000_001)
        )
        let price = published(rule)
        try await test.store.publish([price])
        let other = PublishedPrice(
            version: price.version,
            slug: "test-picture",
            rule: .free,
            source: "intruder"
        )
        try await test.store.publish([other])
        #expect(try await test.store.price(version: price.version) == price)
        #expect(try await test.store.price(version: "unknown") == nil)
    }

    @Test func `a price that comes back stands in the history again, and starts add nothing`()
        async throws
    {
        let test = try await TestStore()
        let (list, sale) = (MicroUSD(28_000), MicroUSD(20_000))
        for amount in [list, list, sale, sale, list, list] {
            try await test.store.publish([published(PriceRule(output: .flat(amount)))])
            try await test.restart()
            test.time.advance(by: .seconds(60))
        }
        let history = try await test.store.priceHistory()
        #expect(history.map(\.rule.output.cheapest) == [list, sale, list])
        #expect(history.map(\.from) == history.map(\.from).sorted())
    }

    @Test func `a quote is found by its account until it is swept`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer()
        let quote = SavedQuote(
            id: "quote_1",
            accountID: customer.accountID,
            fingerprint: "f",
            slug: "test-picture",
            priceVersion: "v1",
            hold: .picture,
            expiresAt: test.time.steady + .seconds(600)
        )
        try await test.store.save(quote)
        #expect(try await test.store.quote("quote_1", account: customer.accountID) == quote)
        #expect(try await test.store.quote("quote_1", account: customer.accountID + 1) == nil)
        let policy = RetentionPolicy(records: .seconds(86_400), deliveryLog: .seconds(86_400))
        #expect(try await test.store.sweep(policy, limit: 10) == 0)
        test.time.advance(by: .seconds(601))
        #expect(try await test.store.sweep(policy, limit: 10) == 1)
        #expect(try await test.store.quote("quote_1", account: customer.accountID) == nil)
    }

    private func published(_ rule: PriceRule) -> PublishedPrice {
        PublishedPrice(
            version: rule.version(slug: "test-picture"),
            slug: "test-picture",
            rule: rule,
            source: "test"
        )
    }

    private func adopt(_ test: TestStore) async throws {
        for orphan in try await test.store.orphans() { _ = try await test.store.adopt(orphan) }
    }
}
