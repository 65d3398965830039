import Domain
import Testing

@Suite struct `Writing JSON` {
    @Test func `is compact and sorted, so the same tree gives the same text`() {
        let value: JSONValue = ["b": [1, nil, true], "a": ["é": "\"\\\n\r\t\u{1}/"], "B": 2]
        #expect(
            value.text()
                == #"{"B":2,"a":{"é":"\"\\\n\r\t\u0001/"},"b":[1,null,true]}"#
        )
    }

    @Test func `keeps numbers as they were written`() throws {
        let text = #"[0.0280,1e9,-9223372036854775808,18446744073709551616]"#
        #expect(try JSONValue.parse(text).text() == text)
    }

    @Test func `makes amounts from the integer`() {
        #expect(JSONValue.usd(MicroUSD(28_000)).text() == "0.028")
        #expect(JSONValue.usd(MicroUSD(10_000_000)) == .int(10))
        #expect(JSONValue.numeric(CreditValue.standard.credits(MicroUSD(28_000))) == .int(4))
    }

    @Test func `names kinds in the words of JSON Schema`() {
        let values: [JSONValue] = [nil, true, 1, .decimal("1.5"), "a", [], [:]]
        #expect(
            values.map(\.typeName) == [
                "null", "boolean", "integer", "number", "string", "array", "object",
            ]
        )
    }
}
