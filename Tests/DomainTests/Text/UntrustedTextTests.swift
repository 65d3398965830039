import Domain
import Testing

@Suite struct `Text from outside` {
    private static let marks = String(repeating: "\u{301}\u{323}", count: 500)

    @Test func `is refused with too many marks, and cut where it must be taken`() throws {
        let bytes = Array("fox a\(Self.marks)b".utf8)
        #expect(throws: UntrustedText.Defect.tooManyMarks) { try UntrustedText.checked(bytes) }
        #expect(throws: UntrustedText.Defect.notUTF8) { try UntrustedText.checked([0x61, 0xFF]) }
        let kept = UntrustedText.cut(bytes)
        #expect(kept.unicodeScalars.count == 5 + 30 + 1)
        #expect(kept.hasPrefix("fox ") && kept.hasSuffix("b"))
        let plain = "naïve 日本語 🦊"
        #expect(try UntrustedText.checked(Array(plain.utf8)) == plain)
        #expect(UntrustedText.cut(plain) == plain)
    }

    @Test func `is named shortly`() {
        #expect("prompt".shortened() == "prompt")
        #expect(String(repeating: "é", count: 100).shortened(to: 9) == "éééé…")
        #expect(String(repeating: "a", count: 64).shortened().utf8.count == 64)
    }

    @Test(arguments: [
        (#"{"input": {"prompt": "aMARKS"}}"#, "input.prompt"),
        (#"{"input": {"list": ["a", {"b": "MARKS"}]}}"#, "input.list[1].b"),
        (#"{"input": {"aMARKS": 1}}"#, "input"), (#"{"aMARKS": 1}"#, ""), (#""MARKS""#, ""),
        (#"[["MARKS"]]"#, "[0][0]"),
    ])
    func `is refused in JSON by the member's name, escaped or not`(json: String, field: String) {
        let escaped = Self.marks.unicodeScalars.map { #"\u0"# + String($0.value, radix: 16) }
            .joined()
        for marks in [Self.marks, escaped, Self.marks.prefix(0) + "\u{301}" + escaped] {
            let text = json.replacing("MARKS", with: marks)
            #expect(throws: JSONSyntaxError.self) { try JSONValue.parse(text) }
            do throws(JSONSyntaxError) {
                _ = try JSONValue.parse(text)
            } catch {
                #expect(error.markedField == field)
            }
        }
    }

    @Test func `is cut in JSON that must be read`() throws {
        let escaped = String(repeating: #"\u0301"#, count: 40)
        let text = #"{"a\#(Self.marks)": "\#(Self.marks)", "b": "x\#(escaped)"}"#
        let members = try JSONValue.parse(text, excessMarks: .cut).objectValue ?? [:]
        #expect(members.keys.map(\.unicodeScalars.count).sorted() == [1, 31])
        #expect(members["b"]?.stringValue?.unicodeScalars.count == 31)
        #expect(members.values.allSatisfy { StreamSafeText.holds($0.stringValue ?? "") })
    }

    @Test func `has no more names in one object than anybody needs`() throws {
        func json(_ count: Int) -> String {
            "{" + (0..<count).map { "\"\($0)\":0" }.joined(separator: ",") + "}"
        }
        #expect(try JSONValue.parse(json(1_000)).objectValue?.count == 1_000)
        #expect(throws: JSONSyntaxError.self) { try JSONValue.parse(json(1_001)) }
        #expect(try JSONValue.parse(json(1_001), excessMarks: .cut).objectValue?.count == 1_001)
    }

    @Test func `keeps the order of names in canonical JSON`() {
        let value: JSONValue = ["b": 1, "a": 2, "B": 3, "é": 4, "z": 5, "日": 6, "🦊": 7, "": 8]
        #expect(
            value.text() == #"{"":8,"B":3,"a":2,"b":1,"z":5,"é":4,"日":6,"🦊":7}"#
        )
    }
}
