import Domain
import PriceList
import Testing

/// The promises that customers of the hosted service rely on.
@Suite struct `The public price list` {
    let catalog: Catalog

    init() throws {
        catalog = try PriceList.load(providers: ["openai", "sandbox"])
    }

    @Test(arguments: [
        ("openai-gpt-image-1-5-image-to-image-medium", "4.00", "0.028"),
        ("openai-gpt-image-1-5-text-to-image-medium", "4.00", "0.028"),
        ("openai-gpt-image-1-5-text-to-image-high", "22.00", "0.154"),
        ("openai-gpt-image-1-5-image-to-image-high", "22.00", "0.154"),
    ])
    func `the four listed variants cost what is listed`(
        slug: String,
        credits: String,
        dollars: String
    ) throws {
        let variant = try #require(catalog.variant(slug))
        guard case .flat(let price) = variant.price.output else {
            Issue.record("\(slug) has a table")
            return
        }
        #expect(CreditValue.standard.creditsFixed(price) == credits)
        #expect(price.dollars == dollars)
        #expect(variant.price.inputImage == nil)
        #expect(!variant.isFree)
    }

    @Test func `the four are listed in the order of the public table`() throws {
        let family = try #require(catalog.families.first { $0.name == "gpt-image-1-5" })
        #expect(
            family.variants.map(\.slug) == [
                "openai-gpt-image-1-5-image-to-image-medium",
                "openai-gpt-image-1-5-text-to-image-medium",
                "openai-gpt-image-1-5-text-to-image-high",
                "openai-gpt-image-1-5-image-to-image-high",
            ]
        )
    }

    @Test func `the documented example is taken and held at four credits`() throws {
        let variant = try #require(
            catalog.variant("openai-gpt-image-1-5-image-to-image-medium")
        )
        let input = try variant.inputs.check([
            "prompt": "a red fox sitting in snow, golden hour, photographic"
        ])
        #expect(input.imageURLs.isEmpty)
        let quote = variant.price.quote(size: input.size, count: input.count, inputImages: 0)
        #expect(quote?.hold == MicroUSD(28_000))
        #expect(quote?.isBound == false)
    }

    @Test(arguments: [
        ("gpt-image/1.5-text-to-image", "openai-gpt-image-1-5-text-to-image-medium"),
        ("gpt-image/1.5-image-to-image", "openai-gpt-image-1-5-image-to-image-medium"),
        ("gpt-image-2-text-to-image", "openai-gpt-image-2-text-to-image-medium"),
        ("gpt-image-2-image-to-image", "openai-gpt-image-2-image-to-image-medium"),
    ])
    func `names of kie's market mean the medium variants`(alias: String, slug: String) {
        #expect(catalog.variant(alias)?.slug == slug)
    }

    @Test(arguments: ["low", "medium", "high"])
    func `edit is another word for image to image`(quality: String) {
        for model in ["gpt-image-2", "gpt-image-2-5-flare", "gpt-image-2-5-sunburst"] {
            let variant = catalog.variant("openai-\(model)-edit-\(quality)")
            #expect(variant?.slug == "openai-\(model)-image-to-image-\(quality)")
        }
    }

    @Test func `every quality of every model is there`() {
        let slugs = Set(catalog.allVariants.map(\.slug))
        let modes = ["text-to-image", "image-to-image"]
        let tiers = [
            "openai-gpt-image-1-5": ["medium", "high"],
            "openai-gpt-image-2": ["low", "medium", "high"],
            "openai-gpt-image-2-5-flare": ["low", "medium", "high", "xhigh", "max"],
            "openai-gpt-image-2-5-sunburst": ["low", "medium", "high", "xhigh", "max"],
        ]
        let wanted = tiers.flatMap { model, names in
            modes.flatMap { mode in names.map { "\(model)-\(mode)-\($0)" } }
        }
        #expect(
            slugs == Set(wanted + ["sandbox-instant", "sandbox-slow", "sandbox-flaky"])
        )
    }

    @Test(arguments: [
        ("openai-gpt-image-2-text-to-image-high", "3840x2160", 401_000),
        ("openai-gpt-image-2-image-to-image-medium", "1024x1536", 54_000),
        ("openai-gpt-image-2-5-flare-text-to-image-low", "1024x1024", 5_880),
        ("openai-gpt-image-2-5-flare-image-to-image-max", "2560x1440", 221_100),
        ("openai-gpt-image-2-5-sunburst-text-to-image-medium", "1024x1024", 13_170),
        ("openai-gpt-image-2-5-sunburst-image-to-image-max", "3840x2160", 400_260),
    ])
    func `newer models cost what their upstream list says`(
        slug: String,
        size: String,
        price: Int64
    ) throws {
        let variant = try #require(catalog.variant(slug))
        let size = try #require(PictureSize(size))
        #expect(variant.price.output.price(of: size) == MicroUSD(price))
        #expect(variant.routes.first?.cost == variant.price)
    }

    @Test func `routes fix the quality that the slug stands for`() throws {
        for variant in catalog.allVariants where !variant.isFree {
            let route = try #require(variant.routes.first)
            let quality = try #require(route.parameters["quality"]?.stringValue)
            #expect(variant.slug.hasSuffix("-\(quality)"))
            #expect(route.provider == "openai")
        }
    }

    @Test func `the Sandbox is free and nothing else is`() {
        for variant in catalog.allVariants {
            #expect(variant.isFree == (variant.family == "sandbox"), "\(variant.slug)")
            #expect(variant.isFree == (variant.price.output.cheapest == .zero), "\(variant.slug)")
        }
        #expect(
            catalog.families.first { $0.name == "sandbox" }?.variants.map(\.typicalMilliseconds)
                == [300, 8_000, 300]
        )
    }

    @Test func `an unknown provider is found before anything is sold`() {
        #expect(throws: PriceListError.self) { try PriceList.load(providers: ["openai"]) }
    }
}
