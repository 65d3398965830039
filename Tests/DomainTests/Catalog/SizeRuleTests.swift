import Domain
import Testing

@Suite struct `Allowed sizes` {
    /// OpenAI's limits from gpt-image-2 on.
    let free = SizeRule.free(
        FreeSizes(
            multipleOf: 16,
            longestEdge: 3_840,
            minPixels: 655_360,
            maxPixels: 8_294_400,
            maxRatio: 3
        )
    )
    let listed = SizeRule.listed(
        ["1024x1024", "1536x1024", "1024x1536"].compactMap(PictureSize.init)
    )

    @Test(arguments: ["1024x640", "640x1024", "3840x2160", "2160x3840", "2880x2880", "1536x512"])
    func `within limits reach to every limit`(size: String) throws {
        #expect(free.objection(to: try #require(PictureSize(size))) == nil)
    }

    @Test(arguments: [
        "1025x1024", "1024x632", "1008x640", "3856x2144", "3840x2176", "3072x1008", "3840x1264",
    ])
    func `within limits end at every limit`(size: String) throws {
        let size = try #require(PictureSize(size))
        let objection = try #require(free.objection(to: size))
        #expect(
            objection.contains("divisible by 16, edges of 16 to 3840, 655360 to 8294400 pixels")
        )
    }

    @Test(
        arguments: [
            ("256x256", "816x816"), ("512x512", "816x816"), ("1x1", "816x816"),
            ("1000x1000", "1008x1008"), ("640x360", "1280x720"), ("300x100", "1440x480"),
            ("1792x1024", "1792x1024"), ("1025x1025", "1040x1040"),
            // Another shape, too large, or one that no size within the limits has.
            ("400x100", nil), ("3840x3840", nil), ("500x333", nil), ("1x99999", nil),
        ] as [(String, String?)]
    )
    func `are found upward from another in the same shape`(size: String, larger: String?) throws {
        let size = try #require(PictureSize(size))
        #expect(free.sizeUpward(from: size)?.description == larger)
    }

    @Test(
        arguments: [("256x256", "1024x1024"), ("300x200", "1536x1024"), ("16x9", nil)]
            as [(
                String, String?
            )]
    )
    func `are found upward among listed ones`(size: String, larger: String?) throws {
        let size = try #require(PictureSize(size))
        #expect(listed.sizeUpward(from: size)?.description == larger)
    }

    @Test func `may have a shortest edge`() {
        let rule = SizeRule.free(
            FreeSizes(
                multipleOf: 1,
                shortestEdge: 16,
                longestEdge: 3_840,
                minPixels: 256,
                maxPixels: 8_294_400,
                maxRatio: 240
            )
        )
        #expect(rule.objection(to: PictureSize(width: 16, height: 16)) == nil)
        #expect(rule.objection(to: PictureSize(width: 17, height: 3_840)) == nil)
        #expect(rule.objection(to: PictureSize(width: 15, height: 100)) != nil)
    }

    @Test func `in a list are these and no other`() {
        #expect(listed.objection(to: PictureSize(width: 1_536, height: 1_024)) == nil)
        #expect(
            listed.objection(to: PictureSize(width: 1_024, height: 768))
                == "one of 1024x1024, 1536x1024, 1024x1536"
        )
    }

    @Test(arguments: [
        "", "1024", "1024*1024", "1024x", "x1024", "0x1024", "-1x5", "1x2x3", "123456x1",
    ])
    func `are written as width x height`(text: String) {
        #expect(PictureSize(text) == nil)
    }

    @Test func `may be written with a capital X`() {
        #expect(PictureSize("1024X1536")?.description == "1024x1536")
    }

    @Test(arguments: ["1:1", "2:3", "3:2", "16:9", "9:16", "3:1", "1:3", "21:9", "4:5"])
    func `are found for every ratio and resolution within limits`(text: String) throws {
        let ratio = try #require(AspectRatio(text))
        for resolution in Resolution.allCases {
            let size = try #require(free.size(ratio: ratio, resolution: resolution))
            #expect(free.objection(to: size) == nil)
            let wanted = Double(ratio.width) / Double(ratio.height)
            let drawn = Double(size.width) / Double(size.height)
            #expect(abs(drawn / wanted - 1) < 0.04, "\(text) \(resolution): \(size)")
        }
    }

    @Test func `are the nearest of a list for a ratio`() throws {
        for (text, size) in [("1:1", "1024x1024"), ("16:9", "1536x1024"), ("3:4", "1024x1536")] {
            let ratio = try #require(AspectRatio(text))
            #expect(listed.size(ratio: ratio, resolution: .one)?.description == size)
        }
    }

    @Test func `are none for a ratio beyond the limits`() throws {
        let ratio = try #require(AspectRatio("4:1"))
        #expect(free.size(ratio: ratio, resolution: .one) == nil)
    }
}
