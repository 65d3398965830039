import Domain
import Foundation
import PriceList
import Testing

@Suite struct `A price list is refused` {
    @Test func `not while it is right`() throws {
        #expect(BadSheet.problems(in: [("shop.yaml", BadSheet.lines)]) == [])
        let catalog = try PriceList.load(files: [("own/shop.yaml", BadSheet.lines)])
        let edit = try #require(catalog.variant("m-shop-image-to-image-new"))
        #expect(edit.price.inputImage == Rate(picoUSD: 1_000_000_000))
        #expect(catalog.variant("old/one")?.routes.first?.parameters == ["quality": "medium"])
    }

    @Test(arguments: [
        // Not a sheet.
        ("family: shop", "family: [", "shop.yaml: not YAML: "),
        ("family: shop", "family: shop\nfamily: shop", "shop.yaml: not YAML: "),
        ("title: Shop\n", "", "shop.yaml: title: is missing"),
        ("title: Shop", "titel: Shop", "shop.yaml: titel: unknown; known here: family, title"),
        ("family: shop", "family: shoe", "shop.yaml: family: the file must be called shoe.yaml"),
        (
            "    retires: 2026", "    retire: 2026",
            "shop.yaml: m-shop-text-to-image-old: retire: unknown; known here: slug"
        ),
        (
            "    model: old-1", "    modell: old-1",
            "shop.yaml: m-shop-text-to-image-old: routes.0.modell: unknown"
        ),
        ("text: 100", "text: many", "shop.yaml: fields.0.text: "),
        (
            "    mode: text-to-image", "    mode: text",
            "shop.yaml: m-shop-text-to-image-old: mode: "
        ),
        ("  auto: true", "  atuo: true", "shop.yaml: sizes.atuo: unknown"),
        ("listed: [", "within: [", "shop.yaml: sizes.within: "),
        // Amounts.
        (
            "\"0.050\"\n    source", "0.0500001\n    source",
            "shop.yaml: m-shop-text-to-image-old: price: 0.0500001 is not an amount"
        ),
        ("price: \"0.050\"", "price: 5e-2", "price: 5e-2 is not an amount"),
        ("price: \"0.050\"", "price: -0.05", "price: -0.05 is not an amount"),
        (
            "1024x1536: \"0.050\"", "1024x1536: free",
            "m-shop-text-to-image-new: routes.0.cost.1024x1536: free is not an amount"
        ),
        (
            "1024x1536: \"0.050\"", "large: \"0.050\"",
            "m-shop-text-to-image-new: routes.0.cost: large is not a size"
        ),
        (
            "price: \"0.050\"", "price: at-cost\n    input-image-price: \"0.001\"",
            "price: at-cost needs"
        ),
        ("    price: \"0.050\"\n", "", "m-shop-text-to-image-old: price: is missing"),
        ("price: \"0.050\"", "price: \"0.050\"\n    free: true", "price: a free variant has none"),
        (
            "input-image-price: \"0.001\"", "input-image-price: \"0\"",
            "input-image-price: 0 is not a"
        ),
        ("    source: a test\n", "", "m-shop-text-to-image-old: source: is missing"),
        (
            "        cost: \"0.060\"\n", "",
            "m-shop-image-to-image-new: routes.0.cost: is missing beside input-image-cost"
        ),
        // Dates and fields.
        ("2026-12-01", "2026-12-32", "retires: 2026-12-32 is not a date"),
        ("text: 100", "text: 100\n    flag: true", "fields.prompt: needs exactly one of text"),
        ("    text: 100\n", "", "fields.prompt: needs exactly one of text"),
        ("size: true", "integer: [3, 1]", "fields.size: integer needs [lowest, highest]"),
        ("listed: [1024x1024, 1024x1536]", "listed: [large]", "sizes.listed: large is not a size"),
        ("  listed: [1024x1024, 1024x1536]\n", "", "sizes: needs either listed or within"),
        (
            "title: Shop", "title: Shop\ninputs: flux",
            "inputs: no preset is called flux; known: openai"
        ),
    ])
    func `when a sheet cannot be read`(part: String, other: String, problem: String) throws {
        let problems = try #require(BadSheet.problems(replacing: part, with: other))
        #expect(problems.contains { $0.contains(problem) }, "\(problems)")
        #expect(problems.allSatisfy { $0.hasPrefix("shop.yaml: ") })
    }

    @Test func `when a file is empty`() {
        #expect(BadSheet.problems(in: [("a.yaml", "# nothing\n")]) == ["a.yaml: the file is empty"])
    }

    @Test func `with everything that is wrong, not only the first`() throws {
        let text = BadSheet.lines.replacingOccurrences(of: "source: a test", with: "source: \"\"")
        let problems = BadSheet.problems(in: [("shop.yaml", text), ("b.yaml", "")])
        #expect(problems.count == 4)
    }

    @Test func `never because of how an amount is quoted`() throws {
        let text = BadSheet.lines.replacingOccurrences(of: "\"", with: "")
        let plain = try PriceList.load(files: [("shop.yaml", text)])
        let quoted = try PriceList.load(files: [("shop.yaml", BadSheet.lines)])
        #expect(plain.allVariants.map(\.price) == quoted.allVariants.map(\.price))
    }

    @Test func `and may add to what is built in`() throws {
        let catalog = try PriceList.load(files: PriceList.files + [("shop.yaml", BadSheet.lines)])
        #expect(catalog.families.count == 6)
        #expect(catalog.variant("old/one") != nil)
    }
}
