import Domain

/// The provider's own error, out of the body of an answer: `{"error": {"message", "type", "param",
/// "code"}}`. A proxy's page, or a body that is anything else, is not one.
struct UpstreamError: Equatable {
    var type: String
    var code: String
    /// Cleaned for the customer: see `clean`.
    var message: String
    var moderationStage: String?
    var categories: [String] = []

    /// Nil for a body that is no such error. `traces` are of the key that the call was made with: to be
    /// sure that it is never repeated, whole or in part.
    init?(_ body: [UInt8], _ traces: KeyTraces) {
        guard let root = JSONValue.parseOrNil(body), let error = root["error"],
            let message = error["message"]?.stringValue
        else { return nil }
        type = traces.hidden(in: error["type"]?.stringValue ?? "")
        code = traces.hidden(in: error["code"]?.stringValue ?? "")
        self.message = UpstreamError.clean(message, traces)
        let details = error["moderation_details"] ?? root["moderation_details"]
        moderationStage = details?["moderation_stage"]?.stringValue
        categories =
            details?["categories"]?.arrayValue?.compactMap(\.stringValue)
            ?? UpstreamError.violations(in: message)
        categories = categories.prefix(10).map { UpstreamError.word(traces.hidden(in: $0)) }
    }

    /// Older bodies say it in the message alone: `… safety_violations=[sexual, violence].`
    private static func violations(in message: String) -> [String] {
        guard let start = message.firstRange(of: "safety_violations=[") else { return [] }
        return message[start.upperBound...].prefix { $0 != "]" }.split(separator: ",").map {
            String($0.drop { $0 == " " })
        }
    }

    /// A code or an id, cut to what such things are made of: they go into logs and sentences.
    static func word(_ text: String) -> String {
        String(
            text.unicodeScalars.prefix(64).map { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/": Character(scalar)
                default: "_"
                }
            }
        )
    }

    static let longestMessage = 500

    /// A provider's sentence, fit for the customer: on one line, not too long, without keys or ids
    /// of our account.
    static func clean(_ message: String, _ traces: KeyTraces) -> String {
        let text = traces.hidden(in: message)
        let words = text.unicodeScalars
            .split { $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7F }
            .map { hideSecret(in: String($0)) }
        let line = words.joined(separator: " ")
        guard line.count > longestMessage else { return line }
        return line.prefix(longestMessage - 1) + "…"
    }

    private static let secretPrefixes = ["sk-", "sess-", "org-", "proj_", "Bearer"]

    /// Cuts a word from where something begins that looks like a key (`…:sk-proj-1234.`).
    private static func hideSecret(in word: String) -> String {
        for prefix in secretPrefixes {
            for range in word.ranges(of: prefix)
            where word[..<range.lowerBound].last.map({ !$0.isLetter && !$0.isNumber }) ?? true {
                return word[..<range.lowerBound] + "…"
            }
        }
        return word
    }
}
