import Domain
import PriceList
import Testing

@Suite struct `What is quoted is what is charged` {
    let catalog: Catalog

    init() throws {
        catalog = try PriceList.load()
    }

    @Test func `for every row, every number of pictures and every number delivered`() throws {
        for variant in catalog.allVariants {
            for size in variant.sizesToTry {
                for count in 1...10 {
                    let quote = try #require(
                        variant.price.quote(size: size, count: count, inputImages: 16)
                    )
                    #expect(!quote.isBound)
                    #expect(charge(variant, size, count, quote) == quote.hold)
                    for delivered in 0..<count {
                        let each = try #require(variant.price.output.price(of: size))
                        #expect(charge(variant, size, delivered, quote) == each * delivered)
                    }
                }
            }
        }
    }

    @Test func `for auto at most, and by the size that it became`() throws {
        for variant in catalog.allVariants {
            for count in 1...10 {
                let quote = try #require(
                    variant.price.quote(size: nil, count: count, inputImages: 0)
                )
                #expect(quote.hold == variant.price.output.dearest * count)
                for size in variant.sizesToTry {
                    let delivered = [PictureSize](repeating: size, count: count)
                    let charge = variant.price.charge(
                        asked: nil,
                        delivered: delivered,
                        inputImages: 0,
                        hold: quote.hold
                    )
                    let each = try #require(variant.price.output.price(of: size))
                    #expect(charge == each * count && charge <= quote.hold)
                }
            }
        }
    }

    @Test func `in between rows it is the dearer neighbour`() throws {
        let variant = try #require(
            catalog.variant("openai-gpt-image-2-5-flare-text-to-image-medium")
        )
        let prices = [
            // Below the first row, 1024x768.
            ("1024x640", 9_030),
            // Between 1024x768 at 9,030 and 1024x1024 at 13,170.
            ("1024x800", 13_170),
            // Between 1024x1024 at 13,170 and 1024x1536 at 10,290: the smaller is dearer.
            ("1280x1024", 13_170),
            // As many pixels as 1024x1536, lying.
            ("1536x1024", 10_290),
            // As many pixels as 3840x2160.
            ("2880x2880", 25_950),
        ]
        for (text, micros) in prices {
            let size = try #require(PictureSize(text))
            let quote = variant.price.quote(size: size, count: 1, inputImages: 0)
            #expect(quote?.hold == MicroUSD(Int64(micros)), "\(text)")
        }
    }

    @Test func `no size that is accepted lacks a price`() throws {
        for variant in catalog.allVariants {
            for size in Self.grid {
                var input: [String: JSONValue] = [
                    "prompt": "fox", "size": .string(size.description),
                ]
                if variant.mode == .imageToImage { input["image_urls"] = ["https://a.example/a"] }
                guard (try? variant.inputs.check(input)) != nil else { continue }
                #expect(variant.price.output.price(of: size) != nil, "\(variant.slug) \(size)")
            }
        }
    }

    /// Edges of many kinds, both orientations.
    private static let grid = [
        16, 500, 640, 1_024, 1_536, 2_160, 2_448, 2_880, 3_824, 3_840, 4_096,
    ]
    .flatMap { width in
        [16, 640, 768, 1_024, 1_080, 1_536, 2_160, 2_880, 3_840, 4_096].map {
            PictureSize(width: width, height: $0)
        }
    }

    private func charge(
        _ variant: Variant,
        _ size: PictureSize,
        _ delivered: Int,
        _ quote: Quote
    ) -> MicroUSD {
        variant.price.charge(
            asked: size,
            delivered: [PictureSize](repeating: size, count: delivered),
            inputImages: 16,
            hold: quote.hold
        )
    }
}

extension Variant {
    /// Its table's rows, else its list, else a few of its own.
    fileprivate var sizesToTry: [PictureSize] {
        if case .table(let rows) = price.output { return rows.map(\.size) }
        if case .size(.listed(let sizes), _) = inputs.field("size")?.kind { return sizes }
        return ["16x16", "1024x1024", "3840x2160"].compactMap(PictureSize.init)
    }
}
