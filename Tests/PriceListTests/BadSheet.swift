import Foundation
import PriceList

/// A small price list that is right, in which tests break one thing.
enum BadSheet {
    static let lines = """
        family: shop
        title: Shop
        maker: Maker
        summary: A family for tests.
        fields:
          - name: prompt
            text: 100
            required: true
            summary: The prompt.
          - name: size
            size: true
            default: auto
            summary: The size.
          - name: image_urls
            modes: [image-to-image]
            image-urls: 4
            summary: Pictures.
        sizes:
          auto: true
          listed: [1024x1024, 1024x1536]
        variants:
          - slug: m-shop-text-to-image-old
            title: Old
            mode: text-to-image
            quality: medium
            aliases: [old/one]
            price: "0.050"
            source: a test
            retires: 2026-12-01
            successor: m-shop-text-to-image-new
            typical-milliseconds: 1000
            routes:
              - provider: openai
                model: old-1
                cost: "0.030"
          - slug: m-shop-text-to-image-new
            title: New
            mode: text-to-image
            price: at-cost
            source: a test
            typical-milliseconds: 1000
            routes:
              - provider: openai
                model: new-1
                cost:
                  1024x1024: "0.040"
                  1024x1536: "0.050"
          - slug: m-shop-image-to-image-new
            title: New edit
            mode: image-to-image
            price: "0.070"
            input-image-price: "0.001"
            source: a test
            typical-milliseconds: 1000
            routes:
              - provider: openai
                model: new-1
                cost: "0.060"
                input-image-cost: "0.001"
        """

    /// What is wrong after `part` was replaced, one line a problem; empty when nothing is. nil when
    /// the sheet has no such part, so that a test cannot break nothing.
    static func problems(replacing part: String, with other: String) -> [String]? {
        guard let range = lines.range(of: part) else { return nil }
        return problems(in: [("shop.yaml", lines.replacingCharacters(in: range, with: other))])
    }

    static func problems(in files: [(path: String, text: String)]) -> [String] {
        do throws(PriceListError) {
            _ = try PriceList.load(files: files, providers: ["openai"])
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }
}
