import Domain
import PriceList
import Testing

@Suite struct `Around the first of December 2026` {
    let catalog: Catalog

    init() throws {
        catalog = try PriceList.load()
    }

    static let successors = [
        (
            "openai-gpt-image-1-5-image-to-image-medium",
            "openai-gpt-image-2-5-flare-image-to-image-medium", "0.01317"
        ),
        (
            "openai-gpt-image-1-5-text-to-image-medium",
            "openai-gpt-image-2-5-flare-text-to-image-medium", "0.01317"
        ),
        (
            "openai-gpt-image-1-5-text-to-image-high",
            "openai-gpt-image-2-5-flare-text-to-image-xhigh", "0.09366"
        ),
        (
            "openai-gpt-image-1-5-image-to-image-high",
            "openai-gpt-image-2-5-flare-image-to-image-xhigh", "0.09366"
        ),
    ]

    @Test(arguments: Self.successors)
    func `the four are served by themselves, then by a successor within their price`(
        slug: String,
        successor: String,
        cost: String
    ) throws {
        #expect(try who(slug, "2026-11-30") == slug)
        #expect(try who(slug, "2026-12-01") == successor)
        #expect(try who(slug, "2026-12-02") == successor)
        let square = PictureSize(width: 1_024, height: 1_024)
        let price = try #require(catalog.variant(slug)?.price.output.price(of: square))
        let route = try #require(catalog.variant(successor)?.routes.first)
        #expect(route.cost?.output.price(of: square) == MicroUSD(dollars: cost))
        #expect(try #require(MicroUSD(dollars: cost)) <= price)
    }

    @Test(arguments: Self.successors)
    func `without successors the four are gone, and say what to use`(
        slug: String,
        successor: String,
        cost: String
    ) throws {
        let day = try #require(CivilDate("2026-12-02"))
        guard
            case .retired(let variant, let hint) = catalog.offer(
                slug,
                at: day.start,
                successorsOn: false
            )
        else {
            Issue.record("\(slug) is still offered")
            return
        }
        #expect(variant.slug == slug)
        #expect(hint == successor)
    }

    @Test func `kie's names go on working`() throws {
        #expect(
            try who("gpt-image/1.5-image-to-image", "2026-12-02")
                == "openai-gpt-image-2-5-flare-image-to-image-medium"
        )
    }

    @Test func `everything else is offered before and after`() throws {
        for variant in catalog.allVariants where variant.retires == nil {
            #expect(try who(variant.slug, "2026-11-30") == variant.slug)
            #expect(try who(variant.slug, "2026-12-02") == variant.slug)
        }
    }

    /// The slug that draws.
    private func who(_ name: String, _ day: String) throws -> String? {
        let day = try #require(CivilDate(day))
        guard
            case .offered(let variant, let servedBy) = catalog.offer(
                name,
                at: day.start,
                successorsOn: true
            )
        else { return nil }
        return servedBy?.slug ?? variant.slug
    }
}
