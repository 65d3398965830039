import Domain
import PriceList
import Testing

/// The order that pages show for each variant.
@Suite struct Samples {
    @Test func `every sample fits its variant, names its size and has one price`() throws {
        for variant in try PriceList.load().allVariants {
            let sample = variant.sample
            let input = try variant.inputs.check(sample.input)
            #expect(input.size == sample.size && sample.size != nil, "\(variant.slug)")
            #expect(input.imageURLs.isEmpty != variant.editsImages, "\(variant.slug)")
            let quote = try #require(
                variant.price.quote(
                    size: input.size,
                    count: input.count,
                    inputImages: input.imageURLs.count
                )
            )
            #expect(quote.hold == sample.price && !quote.isBound, "\(variant.slug)")
            #expect(sample.price == variant.price.output.cheapest)
            #expect(sample.most == variant.price.output.dearest)
        }
    }

    @Test func `an input image that costs is in the sample's price`() throws {
        let edits = try PriceList.load().allVariants.filter(\.editsImages)
        var edit = try #require(edits.first)
        edit.price = PriceRule(output: .flat(MicroUSD(10)), inputImage: Rate(picoUSD: 3_000_000))
        #expect(edit.sample.price == MicroUSD(13) && edit.sample.most == MicroUSD(13))
    }

    @Test func `the sample's image is a whole PNG`() throws {
        let bytes = try #require(DataURL.bytes(of: SampleOrder.image))
        let facts = try ImageInspection.inspect(whole: bytes)
        #expect(facts.media == .png && facts.width == 64 && facts.height == 64)
    }
}
