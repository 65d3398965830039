import Domain

/// What an answer of an OpenAI-compatible images API said, its pictures left out.
struct ImageAnswer: Equatable {
    /// Small members of the answer by name, as they came. One that was too large is missing.
    var members: [Member: [UInt8]] = [:]
    var entries: [Entry] = []
    /// The text was read to the end of its outermost value.
    var isComplete = false
    /// It came as a stream of events.
    var isStream = false
    /// It had a member `data` that is an array.
    var hasData = false
    /// What is wrong with the text although pictures were in it; nil: nothing is known to be.
    var flaw: String?

    enum Member: String {
        case usage, size, quality, error, type
    }

    /// One element of `data`.
    struct Entry: Equatable {
        var picture = Picture.missing
        var revisedPrompt: String?
        var hasURL = false
    }

    enum Picture: Equatable {
        case missing
        case arriving
        case whole(bytes: Int)
        case broken(Defect)
    }

    enum Defect: Equatable {
        case badBase64, tooLarge, givenTwice, notAnObject
    }

    var wholeOutputs: [DeliveredOutput] {
        entries.enumerated().compactMap { index, entry in
            guard case .whole = entry.picture else { return nil }
            return DeliveredOutput(index: index, revisedPrompt: entry.revisedPrompt)
        }
    }

    /// A member as JSON text, trimmed.
    func text(_ member: Member) -> String? {
        guard let bytes = members[member], JSONValue.parseOrNil(bytes)?.isNull == false else {
            return nil
        }
        return UntrustedText.cut(bytes)
    }

    func json(_ member: Member) -> JSONValue? {
        members[member].flatMap(JSONValue.parseOrNil)
    }

    func string(_ member: Member) -> String? {
        members[member].flatMap(JSONValue.parseOrNil)?.stringValue
    }

    var error: JSONValue? {
        guard let bytes = members[.error] else { return nil }
        let error = JSONValue.parseOrNil(bytes)
        return error?.isNull == true ? nil : error ?? .null
    }
}

extension JSONValue {
    /// For text from upstream that we show or keep if it can be read, and do without otherwise.
    static func parseOrNil(_ bytes: some Collection<UInt8>) -> JSONValue? {
        try? parse(bytes, excessMarks: .cut)
    }
}
