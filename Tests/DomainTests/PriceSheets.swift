import Domain
import Testing

@Suite struct `Price sheets` {
    private let catalog = Catalog(families: [
        Family(
            name: "f",
            title: "F",
            maker: "M",
            summary: "",
            variants: [
                Self.variant("flat", .flat(MicroUSD(28_000))),
                Self.variant(
                    "table",
                    .table([
                        SizePrice(size: Self.small, price: MicroUSD(10_000)),
                        SizePrice(size: Self.large, price: MicroUSD(20_000)),
                    ])
                ),
            ]
        )
    ])
    private static let small = PictureSize(width: 1_024, height: 1_024)
    private static let large = PictureSize(width: 2_048, height: 2_048)

    private static func variant(_ slug: String, _ output: OutputPrice) -> Variant {
        Variant(
            slug: slug,
            family: "f",
            title: slug,
            mode: .textToImage,
            aliases: [],
            price: PriceRule(output: output, inputImage: Rate(picoUSD: 1_000_000)),
            priceSource: "",
            isFree: false,
            inputs: InputRules(fields: []),
            routes: [],
            retires: nil,
            successor: nil,
            deadline: .seconds(1),
            typicalMilliseconds: 1
        )
    }

    @Test func `a sheet that was written changes nothing when it is read`() throws {
        let text = PriceSheet.text(of: catalog)
        #expect(
            text == """
                slug,size,cost_usd,price_usd,on\r
                flat,any,,0.028,yes\r
                table,1024x1024,,0.01,yes\r
                table,2048x2048,,0.02,yes\r

                """
        )
        #expect(try PriceSheet.changes(in: text, from: catalog).isEmpty)
    }

    @Test func `changed rows become rules, and what they leave out stays`() throws {
        let sheet = """
            slug,size,cost_usd,price_usd,on
            table,2048x2048,,0.025,yes
            "flat","any",,0.028,no
            """
        let changes = try PriceSheet.changes(in: sheet, from: catalog)
        #expect(changes.map(\.line.slug) == ["table", "flat"])
        let now = Timestamp(milliseconds: 1_000)
        let sales = PriceSheet.sales(
            changes,
            in: catalog,
            over: catalog,
            by: "root",
            at: now
        )
        let sold = catalog.applying(sales)
        let table = try #require(sold.variant("table"))
        #expect(table.price.output.price(of: Self.small) == MicroUSD(10_000))
        #expect(table.price.output.price(of: Self.large) == MicroUSD(25_000))
        #expect(table.price.inputImage == Rate(picoUSD: 1_000_000))
        #expect(!table.isOff && sold.variant("flat")?.isOff == true)
        #expect(table.priceVersion != catalog.variant("table")?.priceVersion)
        // Taken off, and its price left to the list.
        #expect(sales.first { $0.slug == "flat" }?.rule == nil)
        #expect(sold.variant("flat")?.priceVersion == catalog.variant("flat")?.priceVersion)
    }

    @Test(arguments: [
        ("a,b,c", "The first line must be"), ("H\nflat,any,,0.03", "Line 2: must have five cells"),
        ("H\nnone,any,,0.03,yes", "there is no variant 'none'"),
        ("H\nflat,1x1,,0.03,yes", "has no row '1x1'; it has any"),
        ("H\nflat,any,,0,yes", "must be more than 0"), ("H\nflat,any,,-1,yes", "is no price"),
        ("H\nflat,any,,ten,yes", "'ten' is no price"), ("H\nflat,any,,0.03,maybe", "yes or no"),
        ("H\nflat,any,,0.03,yes\nflat,any,,0.04,yes", "Line 3: flat any stands twice"),
        (
            "H\ntable,1024x1024,,0.01,yes\ntable,2048x2048,,0.02,no",
            "on in one row and off in another"
        ),
    ])
    func `what is wrong is said with its line, and nothing counts`(sheet: String, note: String) {
        let text = sheet.replacing("H", with: PriceSheet.header)
        let problem = #expect(throws: PriceSheet.Problem.self) {
            _ = try PriceSheet.changes(in: text, from: catalog)
        }
        #expect(problem?.message.contains(note) == true)
    }
}
