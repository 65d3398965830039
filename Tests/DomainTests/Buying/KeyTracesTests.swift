import Domain
import Foundation
import Testing

@Suite struct `Hiding what is left of a key` {
    private let key = "sk-proj-canary/Zq7+0123456789abcd"
    private var traces: KeyTraces { KeyTraces(Secret(key)) }

    private func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    @Test func `whole, in other clothes, or masked, nothing of it stays`() throws {
        let percent = try #require(
            key.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        )
        let hex = key.utf8.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
        let texts = [
            "Incorrect API key provided: \(key).", "Bearer \(key)", "key=\(key)&a=1",
            "got \(percent) instead", "got \(percent.lowercased())", "hex \(hex.uppercased())",
            "Authorization: Basic \(encoded(":\(key)"))", "token \(encoded("Bearer \(key)"))",
            "\(encoded(key)) is no key", "user \(encoded("me:\(key):x"))",
            "\(encoded("ab\(key)").replacing("+", with: "-").replacing("/", with: "_"))",
            "provided: sk-proj-****abcd.", "provided: sk-…abcd", "…9abcd", "'****abcd'",
            "key sk-p...abcd is wrong", "(ends with abcd)", "part 0123456789 of it",
            "\"\(key.dropFirst(9).prefix(12))\"", "KEY \(key.uppercased())",
        ]
        for text in texts {
            let hidden = traces.hidden(in: text)
            let start = String(encoded(key).prefix(8))
            for trace in ["canary", "abcd", "01234567", "Zq7+", start] {
                #expect(
                    !hidden.lowercased().contains(trace.lowercased()),
                    "\(text) became \(hidden)"
                )
            }
            #expect(hidden.contains("…"))
        }
    }

    @Test func `other text stays as it is`() {
        let texts = [
            "The size must be 1024x1024, 1536x1024 or auto.", "Rejected: 'naïve' … again",
            "**bold** and ... dots", "Ein Fuchs 🦊 im Schnee", "a b  c", "",
        ]
        for text in texts { #expect(traces.hidden(in: text) == text) }
        for secret in [nil, Secret(""), Secret("k")] {
            #expect(KeyTraces(secret).hidden(in: "the key k") == "the key k")
        }
        #expect(KeyTraces(Secret("abcde")).hidden(in: "it is abcde!") == "it is …!")
    }

    @Test func `a text without end is cut before it is looked at`() {
        let long = String(repeating: "a\u{301}\u{323}", count: 100_000)
        #expect(traces.hidden(in: long).utf8.count <= KeyTraces.longestText + 3)
    }
}
