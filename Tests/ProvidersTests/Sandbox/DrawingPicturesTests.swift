import Domain
import Drawing
import Foundation
import Providers
import Testing

@Suite struct DrawingPictures {
    let studio = DrawingStudio(.ours())

    private func picture(
        _ prompt: String = "A red fox resting in fresh snow at dawn",
        width: Int = 160,
        height: Int = 120,
        seed: Int64 = 1,
        format: PictureFormat = .png
    ) -> PictureRequest {
        PictureRequest(
            prompt: prompt,
            width: width,
            height: height,
            seed: seed,
            format: format,
            caption: "sandbox-instant"
        )
    }

    @Test(arguments: [
        (1, 1), (16, 16), (16, 2_000), (64, 48), (256, 256), (1_024, 1_024), (1_536, 1_024),
        (1_024, 1_536), (3_840, 2_160), (2_160, 3_840),
    ])
    func `every size gives a whole PNG of that size`(width: Int, height: Int) async throws {
        let bytes = try await studio.draw(picture(width: width, height: height))
        let file = try #require(PNGFile(bytes))
        #expect(file.width == width)
        #expect(file.height == height)
        #expect(!file.hasAlpha)
    }

    @Test func `the same request gives the same bytes from another child`() async throws {
        let other = DrawingStudio(.ours())
        for seed: Int64 in 0..<8 {
            for format in PictureFormat.allCases {
                let request = picture(seed: seed, format: format)
                let (one, two) = try await (studio.draw(request), other.draw(request))
                #expect(one == two)
            }
        }
    }

    @Test func `another prompt, seed or size gives another picture`() async throws {
        let base = try await studio.draw(picture())
        for other in [picture(seed: 2), picture("A blue fox"), picture(height: 121)] {
            #expect(try await studio.draw(other) != base)
        }
    }

    @Test(arguments: PictureFormat.allCases)
    func `each format is what it says`(format: PictureFormat) async throws {
        let bytes = try await studio.draw(picture(format: format))
        #expect(MediaType.sniff(bytes)?.rawValue == "image/\(format.rawValue)")
    }

    @Test(arguments: [PictureFormat.jpeg, .webp])
    func `less compression quality makes a smaller file`(format: PictureFormat) async throws {
        var request = picture(width: 512, height: 512, format: format)
        let best = try await studio.draw(request)
        request.compression = 20
        #expect(try await studio.draw(request).count < best.count / 2)
    }

    @Test(arguments: [
        "Grüße aus Österreich", "Рыжая лиса на снегу", "ثعلب أحمر في الثلج", "שועל אדום בשלג",
        "एक लाल लोमड़ी", "一只红狐狸在雪地里", "夜明けの赤い狐", "눈 속의 여우", "🦊❄️👩‍🚀", "สุนัขจิ้งจอกแดง",
        "\u{E000}\u{10FFFF}", "a\u{0}b\u{7}c", "\n\n\n", "",
        "e" + String(repeating: "\u{301}", count: 500),
        String(repeating: "W", count: 3_000), "\u{202E}txet desrever",
    ])
    func `any script is drawn`(prompt: String) async throws {
        #expect(PNGFile(try await studio.draw(picture(prompt))) != nil)
    }

    @Test func `the longest prompt is drawn`() async throws {
        let prompt = String(repeating: "狐狸 fox ", count: 4_500)
        #expect(PNGFile(try await studio.draw(picture(prompt))) != nil)
    }

    @Test func `a host without any font still gets a picture`() async throws {
        let config = FileManager.default.temporaryDirectory
            .appending(path: "no-fonts-\(UUID().uuidString).conf")
        try Data("<fontconfig></fontconfig>".utf8).write(to: config)
        defer { try? FileManager.default.removeItem(at: config) }
        let bare = DrawingStudio(.ours(environment: ["FONTCONFIG_FILE": config.path]))
        #expect(try await bare.probe().scripts.allSatisfy { !$0.isCovered })
        let bytes = try await bare.draw(picture())
        #expect(PNGFile(bytes) != nil)
        #expect(try await bytes != studio.draw(picture()))
    }

    @Test func `a transparent background is transparent where the format can`() async throws {
        var request = picture()
        request.isTransparent = true
        #expect(PNGFile(try await studio.draw(request))?.hasAlpha == true)
        request.format = .webp
        let webp = try await studio.draw(request)
        // The extended header, with its alpha flag.
        #expect(String(decoding: webp[12..<16], as: UTF8.self) == "VP8X")
        #expect(webp[20] & 0x10 != 0)
    }

    @Test func `notes are written into a PNG`() async throws {
        var request = picture()
        request.notes = [.init(keyword: "prompt", text: "狐狸"), .init(keyword: "seed", text: "7")]
        let file = try #require(PNGFile(try await studio.draw(request)))
        #expect(file.notes == ["prompt": "狐狸", "seed": "7"])
    }

    @Test(arguments: [(0, 10), (-1, 10), (3_841, 2_160), (100_000, 1)])
    func `a size outside the limits is refused`(width: Int, height: Int) async throws {
        await #expect(throws: StudioFailure.self) {
            try await studio.draw(picture(width: width, height: height))
        }
        #expect(PNGFile(try await studio.draw(picture())) != nil)
    }

    @Test func `the probe names formats and scripts`() async throws {
        let report = try await studio.probe()
        #expect(report.formats == [.png, .jpeg, .webp])
        #expect(report.libraries.allSatisfy { $0.version != nil })
        #expect(report.scripts.first { $0.name == "Latin" }?.isCovered == true)
    }
}
