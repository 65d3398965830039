import Domain
import PriceList
import Testing

/// What every variant takes and what it does not, field by field.
@Suite struct `Every variant's input` {
    static let variants = (try? PriceList.load().allVariants) ?? []
    static let slugs = variants.map(\.slug)

    @Test func `is tested for all that is sold`() throws {
        #expect(Self.slugs == (try PriceList.load().allVariants.map(\.slug)))
        #expect(Self.slugs.count == 33)
    }

    @Test(arguments: Self.slugs)
    func `needs a prompt, an edit its image, and nothing else`(slug: String) throws {
        let rules = try rules(slug)
        // The documented call of GPT Image 1.5 has no image.
        let needsImage = slug.contains("image-to-image") && !slug.contains("1-5")
        let required = needsImage ? ["prompt", "image_urls"] : ["prompt"]
        #expect(rules.fields.filter(\.isRequired).map(\.name) == required)
        #expect(rules.jsonSchema["required"] == .array(required.map(JSONValue.string)))
        #expect(refusal(rules, [:], withoutPrompt: true)?.field == "input.prompt")
        guard !needsImage else {
            let problem = refusal(rules, ["image_urls": nil])
            #expect(problem?.field == "input.image_urls")
            #expect(problem?.message.contains("text-to-image") == true)
            return
        }
        let checked = try rules.check(["prompt": "a red fox"])
        #expect(checked.count == 1 && checked.size == nil && checked.imageURLs.isEmpty)
        #expect(checked.parameters == ["prompt": "a red fox"])
        #expect(checked.warnings.count == (slug.contains("image-to-image") ? 1 : 0))
    }

    @Test(arguments: Self.slugs)
    func `names the field it does not know`(slug: String) throws {
        let rules = try rules(slug)
        let problem = try #require(refusal(rules, ["negative_prompt": "dogs"]))
        #expect(problem.field == "input.negative_prompt")
        #expect(problem.message.contains("Allowed: background, "))
    }

    @Test(arguments: Self.slugs)
    func `takes each field up to its bounds and no further`(slug: String) throws {
        let rules = try rules(slug)
        for field in rules.fields {
            let edges = try #require(FieldEdges(field))
            for value in edges.allowed {
                #expect(throws: Never.self, "\(field.name): \(value.text())") {
                    try rules.check(base(rules).merging([field.name: value]) { $1 })
                }
            }
            for value in edges.refused {
                let problem = refusal(rules, [field.name: value])
                #expect(problem?.field == "input.\(field.name)", "\(value.text().prefix(40))")
            }
        }
    }

    @Test(arguments: Self.slugs)
    func `has the limits of the images API`(slug: String) throws {
        let rules = try rules(slug)
        #expect(rules.field("prompt")?.kind == .text(longest: 32_000))
        #expect(rules.field("n")?.kind == .integer(1...10))
        #expect(rules.field("output_format")?.kind == .choice(["png", "jpeg", "webp"]))
        #expect(rules.field("output_compression")?.kind == .integer(0...100))
        #expect(rules.field("background")?.kind == .choice(["transparent", "opaque", "auto"]))
        #expect(rules.field("moderation")?.kind == .choice(["low", "auto"]))
        #expect(rules.field("user") != nil)
        let takesPictures = slug.contains("image-to-image") || slug.hasPrefix("sandbox")
        #expect(rules.field("image_urls")?.kind == (takesPictures ? .imageURLs(most: 16) : nil))
        #expect(rules.field("mask_url")?.kind == (takesPictures ? .imageURL : nil))
        #expect((rules.field("seed") != nil) == slug.hasPrefix("sandbox"))
        #expect((rules.field("input_fidelity") != nil) == slug.contains("1-5-image-to-image"))
    }

    @Test(arguments: Self.slugs)
    func `takes its own quality and auto, and no other`(slug: String) throws {
        let field = try rules(slug).field("quality")
        guard !slug.hasPrefix("sandbox") else {
            #expect(field == nil)
            return
        }
        let own = try #require(slug.split(separator: "-").last.map(String.init))
        #expect(field?.kind == .choice([own, "auto"]))
        #expect(field?.defaultValue == .string(own))
        #expect(refusal(try rules(slug), ["quality": "standard"])?.field == "input.quality")
    }

    @Test(arguments: Self.slugs)
    func `is told as a JSON Schema with all fields`(slug: String) throws {
        let rules = try rules(slug)
        let properties = try #require(rules.jsonSchema["properties"]?.objectValue)
        #expect(Set(properties.keys) == Set(rules.fields.map(\.name)))
        #expect(properties.values.allSatisfy { !($0["description"]?.stringValue ?? "").isEmpty })
    }

    private func rules(_ slug: String) throws -> InputRules {
        try #require(Self.variants.first { $0.slug == slug }).inputs
    }

    private func refusal(
        _ rules: InputRules,
        _ input: [String: JSONValue],
        withoutPrompt: Bool = false
    ) -> InputProblem? {
        let base = base(rules).filter { $0.key != "prompt" || !withoutPrompt }
        return #expect(throws: InputProblem.self) {
            try rules.check(base.merging(input) { _, given in given })
        }
    }

    /// A prompt, and an image where the variant takes one: a mask needs it.
    private func base(_ rules: InputRules) -> [String: JSONValue] {
        guard rules.field("image_urls") != nil else { return ["prompt": "fox"] }
        return ["prompt": "fox", "image_urls": ["https://example.com/a.png"]]
    }
}
