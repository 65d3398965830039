import Foundation
import Domain
import PriceList
import Testing

@Suite struct `Checking the catalogue` {
    @Test(arguments: [
        // Names.
        (
            "slug: m-shop-text-to-image-new", "slug: m-shop-text-to-image-old",
            "m-shop-text-to-image-old: slug: another variant has this slug"
        ),
        (
            "aliases: [old/one]", "aliases: [m-shop-image-to-image-new]",
            "aliases: m-shop-image-to-image-new shadows the slug m-shop-image-to-image-new"
        ),
        (
            "aliases: [old/one]", "aliases: [one, one]",
            "aliases: one is an alias already, of m-shop-text-to-image-old"
        ),
        ("aliases: [old/one]", "aliases: [\"old one\"]", "aliases: old one is not a name"),
        (
            "slug: m-shop-image-to-image-new", "slug: m-shop-edit-new",
            "m-shop-edit-new: slug: must be <vendor>-shop-image-to-image-<tier>"
        ),
        ("slug: m-shop-image", "slug: M-shop-image", "slug: must be lower-case words joined by -"),
        // Providers.
        ("provider: openai", "provider: opneai", "routes.0.provider: no provider is called opneai"),
        ("model: old-1", "model: \"\"", "routes.0.model: is empty"),
        (
            "    routes:\n      - provider: openai\n        model: old-1\n        cost: \"0.030\"",
            "    routes: []", "m-shop-text-to-image-old: routes: there is none"
        ),
        (
            "        cost: \"0.030\"\n", "",
            "m-shop-text-to-image-old: routes.0.cost: is missing: what does the provider charge?"
        ),
        // Prices.
        (
            "price: \"0.050\"", "price: \"0\"",
            "m-shop-text-to-image-old: price: must be more than 0"
        ),
        (
            "cost: \"0.030\"", "cost: \"0.000000\"",
            "m-shop-text-to-image-old: routes.0.cost: must be more than 0"
        ),
        (
            "          1024x1024: \"0.040\"\n          1024x1536: \"0.050\"",
            "          1024x1536: \"0.050\"\n          1024x1024: \"0.040\"",
            "m-shop-text-to-image-new: price: 1024x1024 stands after 1024x1536: sort by pixels"
        ),
        (
            "          1024x1536: \"0.050\"\n", "",
            "m-shop-text-to-image-new: price: no price for 1024x1536, which sizes allow"
        ),
        (
            "listed: [1024x1024, 1024x1536]",
            "within: {multiple-of: 16, longest-edge: 2048, fewest-pixels: 65536, "
                + "most-pixels: 1572880, most-ratio: 2}",
            "m-shop-text-to-image-new: price: no price for 1572880x1, which sizes allow"
        ),
        // Inputs.
        ("- name: size", "- name: prompt", "fields.prompt: stands twice"),
        ("default: auto", "default: 7x7", "fields.size: its default: 'size' must be"),
        (
            "listed: [1024x1024, 1024x1536]", "listed: [1024x1024, 1024x1024]",
            "sizes.listed: empty, or"
        ),
        // Successors.
        ("    retires: 2026-12-01\n", "", "m-shop-text-to-image-old: retires: is missing"),
        (
            "successor: m-shop-text-to-image-new", "successor: m-shop-text-to-image-none",
            "successor: no variant has the slug m-shop-text-to-image-none"
        ),
        (
            "successor: m-shop-text-to-image-new", "successor: old/one",
            "successor: no variant has the slug old/one"
        ),
        (
            "successor: m-shop-text-to-image-new", "successor: m-shop-image-to-image-new",
            "successor: m-shop-image-to-image-new is image-to-image"
        ),
        (
            "successor: m-shop-text-to-image-new", "successor: m-shop-text-to-image-old",
            "successor: m-shop-text-to-image-old retires on 2026-12-01, no later than this"
        ),
        (
            "price: \"0.050\"", "price: \"0.049999\"",
            "successor: m-shop-text-to-image-new costs 0.05 at 1024x1536, more than the price 0.049999"
        ),
        (
            "price: \"0.050\"", "price: \"0.039999\"",
            "successor: m-shop-text-to-image-new costs more than the price at every size that 'auto'"
        ),
    ])
    func `finds what is wrong, and says where`(part: String, other: String, problem: String) throws
    {
        let problems = try #require(BadSheet.problems(replacing: part, with: other))
        #expect(problems.contains { $0.contains(problem) }, "\(problems)")
        #expect(
            problems.allSatisfy {
                $0.hasPrefix("shop.yaml: m-shop-") || $0.hasPrefix("shop.yaml: M-")
            }
        )
    }

    @Test(arguments: [
        ("names: [old/one]", "old/one is a name of m-shop-text-to-image-old already"),
        ("names: [a]\nunpriced: [a]", "a is a name of shop already"),
        ("replaces: [a]", "there are others and none of its own"),
        ("names: [\"a b\"]", "a b is not a name that a client may send"),
    ])
    func `finds names of models that are wrong`(names: String, problem: String) {
        let summary = "summary: A family for tests."
        let text = BadSheet.lines.replacingOccurrences(of: summary, with: summary + "\n" + names)
        #expect(
            BadSheet.problems(in: [("shop.yaml", text)]) == ["shop.yaml: names: \(problem)"]
        )
    }

    @Test func `finds a family that two files have`() {
        let problems = BadSheet.problems(in: [
            ("a/shop.yaml", BadSheet.lines), ("b/shop.yaml", BadSheet.lines),
        ])
        #expect(problems.contains("shop.yaml: family: another file has this family"))
        #expect(problems.count(where: { $0.contains("another variant has this slug") }) == 3)
    }

    @Test func `finds nothing in what is built in`() throws {
        let catalog = try PriceList.load()
        #expect(CatalogCheck.problems(in: catalog, providers: ["openai", "sandbox"]) == [])
        #expect(CatalogCheck.problems(in: catalog, providers: ["sandbox"]).count == 30)
    }

    @Test func `what a successor draws without a size costs no more than is paid for it`() throws {
        let catalog = try PriceList.load()
        let pairs = catalog.allVariants.compactMap { variant in
            variant.successor.flatMap(catalog.variant).map { (variant, $0) }
        }
        #expect(pairs.count == 4)
        for (variant, successor) in pairs {
            let size = try #require(variant.sizeForAuto(servedBy: successor))
            #expect(variant.sizeRule?.objection(to: size) == nil)
            for cost in successor.routes.compactMap(\.cost) {
                for images in 0...16 {
                    let spent = cost.quote(size: size, count: 1, inputImages: images)?.hold
                    let paid = variant.price.quote(size: nil, count: 1, inputImages: images)?.hold
                    #expect(try #require(spent) <= #require(paid), "\(variant.slug) \(images)")
                }
            }
        }
    }

    @Test func `prices every size between two rows before it lets a successor in`() throws {
        // Any size; the successor is dearer only between its two rows, where the dearer one counts.
        let text = BadSheet.lines
            .replacingOccurrences(
                of: "listed: [1024x1024, 1024x1536]",
                with: "within: {multiple-of: 16, longest-edge: 2048, fewest-pixels: 65536, "
                    + "most-pixels: 1572864, most-ratio: 2}"
            )
            .replacingOccurrences(
                of: "price: \"0.050\"",
                with: "price: {1024x1024: \"0.040\", 1040x1024: \"0.045\", 1024x1536: \"0.050\"}"
            )
        let problems = BadSheet.problems(in: [("shop.yaml", text)])
        #expect(
            problems == [
                "shop.yaml: m-shop-text-to-image-old: successor: m-shop-text-to-image-new costs "
                    + "0.05 at 1040x1024, more than the price 0.045"
            ]
        )
    }
}
