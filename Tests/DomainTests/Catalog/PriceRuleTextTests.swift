import Domain
import Testing

@Suite struct `A price rule's text` {
    static let rules = [
        PriceRule(output: .flat(MicroUSD(28_000))),
        PriceRule.free,
        PriceRule(output: .flat(MicroUSD(1)), inputImage: Rate(picoUSD: 7)),
        PriceRule(
            output: .table([
                SizePrice(size: PictureSize(width: 1_024, height: 768), price: MicroUSD(4_020)),
                SizePrice(size: PictureSize(width: 1_024, height: 1_024), price: MicroUSD(5_880)),
            ]),
            inputImage: Rate(picoUSD: 3_000_000_000)
        ),
    ]

    @Test(arguments: Self.rules)
    func `gives the same rule when it is read back`(rule: PriceRule) throws {
        #expect(PriceRule(json: rule.json) == rule)
        #expect(PriceRule(json: try JSONValue.parse(rule.json.text())) == rule)
    }

    @Test func `is the one that is kept for ever`() {
        #expect(Self.rules[0].json.text() == #"{"flat":28000}"#)
        #expect(Self.rules[2].json.text() == #"{"flat":1,"input_image_pico":7}"#)
        #expect(
            Self.rules[3].json.text()
                == #"{"input_image_pico":3000000000,"table":[{"price":4020,"size":"1024x768"},"#
                + #"{"price":5880,"size":"1024x1024"}]}"#
        )
    }

    @Test(arguments: [
        #"{}"#, #"{"flat":"28000"}"#, #"{"table":[]}"#, #"{"table":[{"size":"1x1"}]}"#,
        #"{"table":[{"size":"large","price":1}]}"#, #"[]"#,
    ])
    func `is refused when it holds no price`(text: String) throws {
        #expect(PriceRule(json: try JSONValue.parse(text)) == nil)
    }

    @Test func `gives every slug and every rule a version of its own`() {
        let versions = Self.rules.flatMap { rule in ["a", "b"].map { rule.version(slug: $0) } }
        #expect(Set(versions).count == 2 * Self.rules.count)
        #expect(versions.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{64}/) != nil })
    }
}
