import Domain
import Testing

@Suite struct `Names that other services use` {
    let rules = InputRules(fields: [
        InputField(name: "prompt", kind: .text(longest: 5), isRequired: true, summary: ""),
        InputField(name: "n", kind: .integer(1...10), summary: ""),
        InputField(name: "image_urls", kind: .imageURLs(most: 2), summary: ""),
        InputField(name: "hd", kind: .flag, summary: ""),
        InputField(
            name: "size",
            kind: .size(
                .listed(["1024x1024", "1536x1024"].compactMap(PictureSize.init)),
                allowsAuto: true
            ),
            summary: ""
        ),
    ])

    @Test(arguments: ["input_urls", "image_url", "image", "images", "image_input"])
    func `mean the input pictures`(name: String) throws {
        #expect(try check([name: ["https://a/1"]]).imageURLs == ["https://a/1"])
        #expect(try check([name: "https://a/1"]).imageURLs == ["https://a/1"])
    }

    @Test func `mean the number of pictures`() throws {
        #expect(try check(["num_images": 3]).count == 3)
    }

    @Test func `are refused beside the name itself`() {
        let problem = problem(["input_urls": ["https://a/1"], "image_urls": ["https://a/2"]])
        #expect(problem?.field == "input.input_urls")
    }

    @Test func `become the nearest size, and say so`() throws {
        let exact = try check(["aspect_ratio": "3:2"])
        #expect(exact.size == PictureSize(width: 1_536, height: 1_024))
        #expect(exact.warnings.isEmpty)
        let near = try check(["aspect_ratio": "16:9", "resolution": "2K"])
        #expect(near.size == PictureSize(width: 1_536, height: 1_024))
        #expect(near.warnings.count == 1)
        #expect(try check(["aspect_ratio": "auto"]).size == nil)
    }

    @Test(
        arguments: [
            (["aspect_ratio": "wide"], "input.aspect_ratio"),
            (["aspect_ratio": "1:1", "resolution": "8K"], "input.resolution"),
            (["aspect_ratio": "1:1", "size": "auto"], "input.aspect_ratio"),
            (["resolution": "1K", "size": "auto"], "input.resolution"),
        ] as [([String: JSONValue], String)]
    )
    func `must make sense`(input: [String: JSONValue], field: String) {
        #expect(problem(input)?.field == field)
    }

    @Test func `may be empty where they may be left out, as if they were not there`() throws {
        let empty = try check([
            "size": "", "image_urls": [], "input_urls": "", "aspect_ratio": "", "mask_url": "",
            "seed": "", "n": nil,
        ])
        #expect(empty == (try check([:])))
        let filled = try check(["input_urls": ["https://a/1"], "image_urls": []])
        #expect(filled.imageURLs == ["https://a/1"])
        // Nobody's name is not ours to drop.
        #expect(problem(["colour": ""])?.field == "input.colour")
        #expect(problem(["prompt": ""])?.field == "input.prompt")
    }

    @Test(
        arguments: [
            ("1.0", 1), ("1e0", 1), ("2.00", 2), ("10e-1", 1), ("0.3E+1", 3), ("1.5", nil),
            ("1e-1", nil), ("1e99", nil), ("11.0", nil), ("0.0", nil), ("1e9999999999", nil),
        ] as [(String, Int?)]
    )
    func `count the same however a whole number is written`(text: String, count: Int?) throws {
        let input: [String: JSONValue] = ["n": try JSONValue.parse(text)]
        guard let count else {
            #expect(problem(input)?.field == "input.n")
            return
        }
        let checked = try check(input)
        #expect(checked.count == count)
        #expect(checked.parameters["n"] == .int(Int64(count)))
    }

    @Test(arguments: ["1k", "1K", "2k", "4K"])
    func `are resolutions in small letters too`(resolution: String) throws {
        let checked = try check(["aspect_ratio": "1:1", "resolution": .string(resolution)])
        #expect(checked.size == PictureSize(width: 1_024, height: 1_024))
    }

    @Test(arguments: [("jpg", "jpeg"), ("JPEG", "jpeg"), ("JPG", "jpeg"), ("Png", "png")])
    func `mean a kind of file`(text: String, format: String) throws {
        let rules = InputRules(fields: [
            InputField(name: "output_format", kind: .choice(["png", "jpeg"]), summary: "")
        ])
        let checked = try rules.check(["output_format": .string(text)])
        #expect(checked.parameters["output_format"] == .string(format))
        let pngOnly = InputRules(fields: [
            InputField(name: "output_format", kind: .choice(["png"]), summary: "")
        ])
        #expect(throws: InputProblem.self) { try pngOnly.check(["output_format": "jpg"]) }
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `may be pictures whose base64 is in lines`(lineEnd: String) throws {
        let checked = try check([
            "image_urls": .array([.string("data:image/png;base64,AAAA\(lineEnd)BBBB\(lineEnd)")]),
            "n": 1,
        ])
        #expect(checked.imageURLs == ["data:image/png;base64,AAAABBBB"])
        // A space may be a plus sign that somebody took for one: it stays, and is refused later.
        let spaced = try check(["image_urls": ["data:image/png;base64,AAAA BBBB"]])
        #expect(spaced.imageURLs == ["data:image/png;base64,AAAA BBBB"])
    }

    @Test func `may be null, as if they were not there`() throws {
        #expect(try check(["n": nil, "size": nil, "anything": nil]).count == 1)
    }

    @Test(
        arguments: [
            (["prompt": "123456"], "input.prompt"), (["prompt": "  "], "input.prompt"),
            (["prompt": 1], "input.prompt"), (["prompt": nil], "input.prompt"),
            (["hd": "yes"], "input.hd"), (["n": "2"], "input.n"), (["n": 11], "input.n"),
            (["image_urls": ["a", "b", "c"]], "input.image_urls"),
            (["image_urls": [1]], "input.image_urls"), (["size": "big"], "input.size"),
        ] as [([String: JSONValue], String)]
    )
    func `hold what the field takes`(input: [String: JSONValue], field: String) {
        #expect(problem(input)?.field == field)
    }

    @Test func `count characters, not bytes`() throws {
        #expect(try check(["prompt": "ééééé"]).parameters["prompt"] == "ééééé")
    }

    private func check(_ input: [String: JSONValue]) throws -> CheckedInput {
        try rules.check(["prompt": "fox"].merging(input) { _, given in given })
    }

    private func problem(_ input: [String: JSONValue]) -> InputProblem? {
        #expect(throws: InputProblem.self) { try check(input) }
    }
}
