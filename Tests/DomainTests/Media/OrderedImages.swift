import Domain
import Testing

@Suite struct `What a provider delivers` {
    private func ordered(
        _ size: PictureSize?,
        format: String? = nil,
        sold: ClosedRange<Int>? = 655_360...8_294_400
    ) -> OrderedImage {
        let parameters = format.map { ["output_format": JSONValue.string($0)] } ?? [:]
        return OrderedImage(CheckedInput(parameters: parameters, size: size), sold: sold)
    }

    private func image(
        _ width: Int,
        _ height: Int,
        _ media: MediaType = .png,
        hasEnoughData: Bool = true
    ) -> ImageFacts {
        ImageFacts(media: media, width: width, height: height, hasEnoughData: hasEnoughData)
    }

    private let square = PictureSize(width: 1_024, height: 1_024)

    @Test func `may be up to four times the pixels of the order`() {
        #expect(ordered(square).objection(to: image(2_048, 2_048)) == nil)
        #expect(ordered(square).objection(to: image(2_048, 2_049)) != nil)
        #expect(ordered(nil).objection(to: image(8_192, 4_050)) == nil)
        #expect(ordered(nil).objection(to: image(8_192, 4_051)) != nil)
    }

    @Test func `has at least a quarter of the pixels of the order`() {
        #expect(ordered(square).objection(to: image(512, 512)) == nil)
        #expect(ordered(square).objection(to: image(512, 511)) != nil)
        #expect(ordered(square).objection(to: image(1, 1)) != nil)
        #expect(ordered(nil).objection(to: image(512, 320)) == nil)
        #expect(ordered(nil).objection(to: image(512, 319)) != nil)
        #expect(ordered(nil, sold: nil).objection(to: image(1, 1)) == nil)
    }

    @Test func `is at most 16,384 pixels a side`() {
        #expect(ordered(square).objection(to: image(16_384, 64)) == nil)
        #expect(ordered(square).objection(to: image(16_385, 64)) != nil)
        #expect(ordered(nil, sold: nil).objection(to: image(8, 16_385)) != nil)
    }

    @Test func `is of the type that was asked for, or of any that is sold`() {
        #expect(ordered(square, format: "jpeg").objection(to: image(512, 512, .jpeg)) == nil)
        let objection = ordered(square, format: "jpeg").objection(to: image(512, 512, .png))
        #expect(objection == "it is image/png, not image/jpeg")
        for media in [MediaType.png, .jpeg, .webp] {
            #expect(ordered(square).objection(to: image(512, 512, media)) == nil)
        }
        #expect(ordered(square).objection(to: image(512, 512, .gif)) != nil)
    }

    @Test func `has data for its pixels`() {
        #expect(ordered(square).objection(to: image(512, 512, hasEnoughData: false)) != nil)
    }

    @Test(arguments: MediaFixtures.all)
    func `of others has more data than it must`(_ file: MediaFixtures.File) throws {
        #expect(try ImageInspection.inspect(whole: file.bytes).hasEnoughData)
    }
}
