import Domain
import PriceList
import Testing

@Suite struct `A price's version` {
    /// Tasks point at these for ever. If one changes, a price has changed, or its text has: the
    /// latter must never happen.
    @Test(arguments: [
        (
            "openai-gpt-image-1-5-image-to-image-medium",
            "4bffe6855a0b2c8cbd9755f4c545004b5795b22c8ffc3091b15d795342e9ba9c"
        ),
        (
            "openai-gpt-image-1-5-text-to-image-medium",
            "5e8e46588cfc605f8d48a6c83c473d516107062431d454779ed23cac8a1cd0ce"
        ),
        (
            "openai-gpt-image-1-5-text-to-image-high",
            "1a9677236ed827a1f22232739e9a1465431a95143fdd795338b89bfc2eb9aea6"
        ),
        (
            "openai-gpt-image-1-5-image-to-image-high",
            "86c5f242cbf758bdcbd236f4b9a55a5aaab234c91da16e0afa8b29701d6f0002"
        ),
    ])
    func `is pinned for the four listed variants`(slug: String, version: String) throws {
        let variant = try #require(try PriceList.load().variant(slug))
        #expect(variant.price.version(slug: slug) == version)
    }

    @Test func `survives being stored, for everything that is sold`() throws {
        for variant in try PriceList.load().allVariants {
            let stored = try JSONValue.parse(variant.price.json.text())
            let rule = try #require(PriceRule(json: stored))
            #expect(rule == variant.price)
            #expect(rule.version(slug: variant.slug) == variant.price.version(slug: variant.slug))
        }
    }
}
