/// Words in a prompt that make the Sandbox fail on purpose, so that people and tests can see every
/// ending. They act on a task's first attempt; a word written twice acts on every attempt.
///
/// | word | what happens |
/// |---|---|
/// | `!refuse` | refused as moderated input |
/// | `!fail` | the answer cannot be used |
/// | `!timeout` | after 5 s: outcome unknown |
/// | `!429` | nothing bought, try again after 2 s |
/// | `!partial` | all pictures but the last one |
/// | `!slow N` | takes N seconds (at most 600), then goes on |
struct MagicWords: Hashable {
    enum Ending: String, CaseIterable {
        case refuse = "!refuse"
        case fail = "!fail"
        case timeout = "!timeout"
        case tooMany = "!429"
    }

    /// The first of them that acts, in the order above.
    private(set) var ending: Ending?
    private(set) var isPartial = false
    private(set) var delay: Duration?

    private static let longestDelay: Int64 = 600

    init(in prompt: String, attempt: Int) {
        let words = prompt.split(whereSeparator: \.isWhitespace).map(MagicWords.bare)
        func acts(_ word: String) -> Bool {
            let count = words.count { $0 == word }
            return count >= 2 || (count == 1 && attempt <= 1)
        }
        ending = Ending.allCases.first { acts($0.rawValue) }
        isPartial = acts("!partial")
        if acts("!slow") { delay = MagicWords.delay(in: words) }
    }

    /// The number after the first `!slow`; nil when there is none.
    private static func delay(in words: [String]) -> Duration? {
        guard let place = words.firstIndex(of: "!slow"), place + 1 < words.count,
            let seconds = Int64(words[place + 1]), seconds >= 0
        else { return nil }
        return .seconds(min(seconds, longestDelay))
    }

    /// The word without the quotes, brackets and full stops around it.
    private static func bare(_ word: Substring) -> String {
        let opening = word.drop { "\"'“‘«([{".contains($0) }
        let isClosing = { (letter: Character) in "\"'”’»)]}.,;:!?".contains(letter) }
        return String(opening.reversed().drop(while: isClosing).reversed())
    }
}
