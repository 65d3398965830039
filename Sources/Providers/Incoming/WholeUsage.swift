import Domain

/// Makes an upstream's usage fit to be passed on: whole counts of tokens and nothing else. A fraction is
/// rounded up, a number in quotes is read; what is no count is left out.
enum WholeUsage {
    private static let mostMembers = 32
    private static let deepest = 3
    /// The largest number that every JSON reader takes whole.
    private static let largest = Int64(1) << 53

    /// nil: there is nothing in it to pass on.
    static func text(of usage: JSONValue?) -> String? {
        guard let usage, case .object = usage else { return nil }
        return whole(usage, depth: 0)?.text()
    }

    private static func whole(_ value: JSONValue, depth: Int) -> JSONValue? {
        switch value {
        case .int(let number):
            // Said with its type: a bare nil would be JSON's null.
            guard (0...largest).contains(number) else { return Optional.none }
            return value
        case .decimal(let text), .string(let text): return count(text).map(JSONValue.int)
        case .object(let members):
            guard depth < deepest, members.count <= mostMembers else { return Optional.none }
            let kept = members.compactMapValues { whole($0, depth: depth + 1) }
            guard !kept.isEmpty else { return Optional.none }
            return .object(kept)
        default: return Optional.none
        }
    }

    /// `12.5` is 13, `1e2` is 100; `-1`, `nan` and words are none.
    private static func count(_ text: String) -> Int64? {
        guard text.utf8.count <= 32, let number = Double(text), number >= 0 else { return nil }
        let whole = number.rounded(.up)
        return whole <= Double(largest) ? Int64(whole) : nil
    }
}
