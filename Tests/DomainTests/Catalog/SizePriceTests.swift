import Domain
import Testing

@Suite struct `A size's price` {
    /// Not monotone, and with portrait and landscape of equal pixels at different prices.
    let table = OutputPrice.table([
        row(1_000, 1_000, 60), row(1_000, 1_500, 40), row(1_500, 1_000, 45),
        row(2_000, 2_000, 50), row(3_000, 2_000, 90),
    ])

    @Test func `of a row is that row's, dearer neighbours or not`() {
        #expect(price(1_000, 1_000) == 60)
        #expect(price(1_000, 1_500) == 40)
        #expect(price(1_500, 1_000) == 45)
        #expect(price(2_000, 2_000) == 50)
    }

    @Test func `between rows is the dearer neighbour's, even when that is the smaller size`() {
        #expect(price(1_100, 1_100) == 60)
        #expect(price(1_600, 1_600) == 50)
        #expect(price(2_200, 2_000) == 90)
    }

    @Test func `with as many pixels as rows of another shape is the dearest of those`() {
        #expect(price(3_000, 500) == 45)
        #expect(price(4_000, 1_000) == 50)
    }

    @Test func `below the first row is the first row's`() {
        #expect(price(1, 1) == 60)
        #expect(price(999, 1_000) == 60)
    }

    @Test func `above the last row does not exist`() {
        #expect(price(3_001, 2_000) == nil)
        #expect(table.price(of: PictureSize(width: 6_000, height: 1_000)) == MicroUSD(90))
        #expect(table.price(of: PictureSize(width: 6_001, height: 1_000)) == nil)
    }

    @Test func `is the same for every size where it is flat`() {
        let flat = OutputPrice.flat(MicroUSD(28_000))
        #expect(flat.price(of: PictureSize(width: 9_999, height: 9_999)) == MicroUSD(28_000))
        #expect(flat.dearest == flat.cheapest)
    }

    @Test func `is bounded by the dearest and the cheapest row`() {
        #expect(table.dearest == MicroUSD(90))
        #expect(table.cheapest == MicroUSD(40))
    }

    private func price(_ width: Int, _ height: Int) -> Int64? {
        table.price(of: PictureSize(width: width, height: height))?.rawValue
    }
}

private func row(_ width: Int, _ height: Int, _ micros: Int64) -> SizePrice {
    SizePrice(size: PictureSize(width: width, height: height), price: MicroUSD(micros))
}
