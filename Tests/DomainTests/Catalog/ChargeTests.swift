import Domain
import Testing

@Suite struct `A charge` {
    let small = PictureSize(width: 1_024, height: 1_024)
    let large = PictureSize(width: 2_048, height: 2_048)
    let rule = PriceRule(
        output: .table([
            SizePrice(size: PictureSize(width: 1_024, height: 1_024), price: MicroUSD(10_000)),
            SizePrice(size: PictureSize(width: 2_048, height: 2_048), price: MicroUSD(30_000)),
        ]),
        // 1,500.5 µ$ for a picture: rounded up once, for all of them together.
        inputImage: Rate(picoUSD: 1_500_500_000)
    )

    @Test func `for three of four outputs is the task's line and three outputs`() throws {
        let quote = try #require(rule.quote(size: small, count: 4, inputImages: 3))
        #expect(quote.taskLine == MicroUSD(4_502))
        #expect(quote.hold == MicroUSD(44_502))
        let charge = rule.charge(
            asked: small,
            delivered: [small, small, small],
            inputImages: 3,
            hold: quote.hold
        )
        #expect(charge == MicroUSD(34_502))
    }

    @Test func `for nothing delivered is nothing, the input's fee included`() {
        let charge = rule.charge(
            asked: small,
            delivered: [],
            inputImages: 3,
            hold: MicroUSD(99_999)
        )
        #expect(charge == .zero)
    }

    @Test func `for auto is by what each output became`() throws {
        let quote = try #require(rule.quote(size: nil, count: 2, inputImages: 0))
        #expect(quote.isBound)
        #expect(quote.hold == MicroUSD(60_000))
        let charge = rule.charge(
            asked: nil,
            delivered: [small, large],
            inputImages: 0,
            hold: quote.hold
        )
        #expect(charge == MicroUSD(40_000))
    }

    @Test func `for auto at a size beyond the table is the dearest row`() {
        let huge = PictureSize(width: 4_096, height: 4_096)
        let charge = rule.charge(
            asked: nil,
            delivered: [huge],
            inputImages: 0,
            hold: MicroUSD(30_000)
        )
        #expect(charge == MicroUSD(30_000))
    }

    @Test func `goes by the size that was asked for, whatever came`() {
        let charge = rule.charge(
            asked: small,
            delivered: [large],
            inputImages: 0,
            hold: MicroUSD(10_000)
        )
        #expect(charge == MicroUSD(10_000))
    }

    @Test func `is never more than the hold`() {
        let charge = rule.charge(
            asked: small,
            delivered: [small, small, small],
            inputImages: 0,
            hold: MicroUSD(20_000)
        )
        #expect(charge == MicroUSD(20_000))
    }

    @Test func `is not quoted for a size without a price`() {
        let huge = PictureSize(width: 4_096, height: 4_096)
        #expect(rule.quote(size: huge, count: 1, inputImages: 0) == nil)
    }

    @Test func `at a flat price is certain even for auto`() {
        let flat = PriceRule(output: .flat(MicroUSD(28_000)))
        let quote = flat.quote(size: nil, count: 3, inputImages: 2)
        #expect(
            quote
                == Quote(
                    taskLine: .zero,
                    perOutput: MicroUSD(28_000),
                    count: 3,
                    isBound: false
                )
        )
    }
}
