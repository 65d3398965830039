import Domain
import Testing

@Suite struct `A client's name for a model` {
    private static func tier(_ family: String, _ mode: Mode, _ quality: String) -> Variant {
        Variant(
            slug: "openai-\(family)-\(mode.rawValue)-\(quality)",
            family: family,
            title: "",
            mode: mode,
            aliases: quality == "medium" && mode == .textToImage
                ? ["\(family)-open"] : ["openai-\(family)-also-\(mode.rawValue)-\(quality)"],
            price: .free,
            priceSource: "a test",
            isFree: true,
            inputs: InputRules(fields: []),
            routes: [
                Route(
                    provider: "openai",
                    model: family,
                    parameters: ["quality": .string(quality)],
                    cost: nil
                )
            ],
            retires: nil,
            successor: nil,
            deadline: .seconds(900),
            typicalMilliseconds: 1
        )
    }

    private static func family(_ name: String, _ names: FamilyNames) -> Family {
        Family(
            name: name,
            title: "",
            maker: "OpenAI",
            summary: "",
            names: names,
            variants: [Mode.textToImage, .imageToImage].flatMap { mode in
                ["low", "medium", "high"].map { tier(name, mode, $0) }
            }
        )
    }

    private let catalog = Catalog(families: [
        family("gpt-2", FamilyNames(own: ["gpt-2"], snapshots: ["gpt-2-2026-04-21"])),
        family(
            "gpt-3",
            FamilyNames(own: ["gpt-3.0"], replaces: ["dall-e"], unpriced: ["gpt-4.1", "gpt-4"])
        ),
    ])

    private func line(_ name: String) -> String {
        switch catalog.meaning(of: name) {
        case .variant(let variant, let fixes): "\(variant.slug)\(fixes ? "" : " or a sister")"
        case .model(let family, let isReplaced): family.name + (isReplaced ? " instead" : "")
        case .unpriced(let family): "not yet, use \(family.name)"
        case .unknown: "unknown"
        }
    }

    @Test(arguments: [
        ("gpt-2", "gpt-2"), ("openai/gpt-2", "gpt-2"), ("gpt-2-2026-04-21", "gpt-2"),
        ("openai/gpt-2-2026-04-21", "gpt-2"), ("gpt-3.0", "gpt-3"), ("dall-e", "gpt-3 instead"),
        ("openai/dall-e", "gpt-3 instead"),
    ])
    func `leaves mode and quality open`(name: String, meaning: String) {
        #expect(line(name) == meaning)
    }

    @Test(arguments: [
        ("openai-gpt-2-text-to-image-low", "openai-gpt-2-text-to-image-low"),
        ("openai/openai-gpt-2-text-to-image-low", "openai-gpt-2-text-to-image-low"),
        ("gpt-2-open", "openai-gpt-2-text-to-image-medium or a sister"),
        ("openai-gpt-2-also-text-to-image-high", "openai-gpt-2-text-to-image-high"),
    ])
    func `is one variant, and fixes the quality only where it says one`(
        name: String,
        meaning: String
    ) {
        #expect(line(name) == meaning)
    }

    @Test(arguments: [
        "gpt-4.1", "gpt-4.1-2026-11-04", "openai/gpt-4.1", "openai-gpt-4-1-text-to-image-high",
        "gpt-4",
    ])
    func `may be of a model that has no price yet`(name: String) {
        #expect(line(name) == "not yet, use gpt-3")
    }

    @Test(arguments: [
        "", "gpt", "GPT-2", "gpt-2-", "gpt-2-2026-04-22", "gpt-2-2026-13-45", "gpt-3", "gpt-41",
        "openai/", "openai/openai/gpt-2", "azure/gpt-2", "dall-e-2026-04-21", "gpt-2 ",
        "gpt-\u{301}2",
        String(repeating: "gpt-2", count: 30_000),
    ])
    func `is nothing else`(name: String) {
        #expect(line(name) == "unknown")
    }

    @Test func `means the standard quality where none is said`() throws {
        let family = try #require(catalog.families.first)
        let plain = family.variant(mode: .imageToImage, quality: nil)
        #expect(plain?.slug == "openai-gpt-2-image-to-image-medium")
        #expect(family.variant(mode: .textToImage, quality: "max") == nil)
        #expect(family.qualities(of: .textToImage) == ["low", "medium", "high"])
    }

    @Test func `that does not exist is answered with those of the mode, the short one first`() {
        let text = catalog.similar(to: "gpt2")
        #expect(text.first == "gpt-2")
        #expect(text.allSatisfy { !$0.contains("image-to-image") }, "\(text)")
        let edits = catalog.similar(to: "openai-gpt-2-image-to-image-ultra")
        #expect(edits.first == "gpt-2" && edits.count == 3, "\(edits)")
        #expect(edits.dropFirst().allSatisfy { $0.contains("gpt-2-image-to-image") }, "\(edits)")
        // The request's mode counts for more than the name's.
        let asked = catalog.similar(to: "openai-gpt-2-text-to-image-ultra", mode: .imageToImage)
        #expect(asked.allSatisfy { !$0.contains("text-to-image") }, "\(asked)")
        #expect(catalog.similar(to: "dalle").first == "dall-e")
    }

    @Test func `that does not exist is answered with what can be ordered`() {
        let similar = catalog.similar(to: "gpt-2x") { $0.family == "gpt-3" }
        #expect(similar.first == "dall-e" || similar.first == "gpt-3.0", "\(similar)")
        #expect(similar.allSatisfy { !$0.contains("gpt-2") }, "\(similar)")
        #expect(catalog.similar(to: "gpt-2x") { _ in false }.isEmpty)
        #expect(catalog.similar(to: String(repeating: "gpt-2", count: 30_000)).isEmpty)
    }
}
