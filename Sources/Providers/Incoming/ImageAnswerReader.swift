import Domain

/// Why reading an answer stopped before its end.
enum AnswerFault: Error {
    /// Not JSON, or not JSON that we read.
    case malformed(String)
    /// The sink took no more: the disk is full, or a picture is larger than allowed.
    case sinkRefused(any Error)
}

/// Reads `{"data":[{"b64_json":"…"}], "usage":{…}, …}` while it arrives: picture bytes go to the
/// sink as they are decoded, small members are kept, everything else is passed over. Members may
/// come in any order, blanks anywhere, slashes escaped, unknown members of any kind. Whatever the
/// size of the answer, it holds one block of decoded bytes and at most `largestMembers` of the
/// rest.
struct ImageAnswerReader: AnswerReader {
    /// All small members together (usage, revised prompts …): what goes beyond is left out.
    static let largestMembers = 64 << 10
    private static let longestKey = 32

    private let wanted: Int
    private let largestPicture: Int
    private var sink: OutputSink
    /// Chooses the sink of an event's picture by the event's type, as far as it is known when the picture
    /// begins.
    private let sinkOf: (@Sendable (_ type: String?) -> OutputSink)?

    private var stream = JSONStream()
    private var base64 = Base64Stream()
    private var places: [Place] = []
    private var isKey = false
    private var key: [UInt8] = []
    private var isPicture = false
    private var capture: Capture?
    private var membersKept = 0
    private(set) var answer = ImageAnswer()

    /// Where in the answer we are, one for each open object or array.
    private enum Place { case answer, data, entry, event, elsewhere }

    /// A small member that is being collected.
    private struct Capture {
        let target: Target
        /// Open objects and arrays around the value.
        let level: Int
        var bytes: [UInt8] = []
        var isTooLong = false

        enum Target {
            case member(ImageAnswer.Member)
            case revisedPrompt
            case url
        }
    }

    /// The text is one event of a stream, `{"b64_json":"…", "usage":{…}, …}`: answer and only
    /// entry in one.
    private let isEvent: Bool

    /// Takes the first `wanted` pictures, of at most `largestPicture` bytes each.
    init(
        wanted: Int,
        largestPicture: Int,
        sink: OutputSink,
        isEvent: Bool = false,
        sinkOf: (@Sendable (_ type: String?) -> OutputSink)? = nil
    ) {
        self.isEvent = isEvent
        self.sinkOf = sinkOf
        self.wanted = wanted
        self.largestPicture = largestPicture
        self.sink = sink
    }

    /// The answer was read to the end of its outermost value.
    var isComplete: Bool { stream.isComplete }

    /// Bytes of the answer held at this moment.
    var buffered: Int { base64.buffered + membersKept + (capture?.bytes.count ?? 0) + key.count }

    /// Takes the next bytes of the answer, any number of them.
    mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(AnswerFault) {
        var input = bytes
        while true {
            if isPicture, stream.isInText { try decode(&input) }
            let before = input
            let event: JSONEvent?
            do throws(JSONStreamError) {
                event = try stream.next(&input)
            } catch {
                throw .malformed(error.message)
            }
            keep(before[..<(before.count - input.count)])
            guard let event else { return }
            try take(event)
        }
    }

    /// Says that no more will come, for whatever reason, and throws half a picture away.
    mutating func finish() -> ImageAnswer {
        answer.isComplete = stream.isComplete
        for (index, entry) in answer.entries.enumerated() where entry.picture == .arriving {
            sink.discard(index)
        }
        return answer
    }

    private mutating func take(_ event: JSONEvent) throws(AnswerFault) {
        switch event {
        case .beginObject: begin(isObject: true)
        case .beginArray: begin(isObject: false)
        case .endObject, .endArray:
            places.removeLast()
            endValue()
        case .beginKey:
            isKey = true
            key.removeAll(keepingCapacity: true)
        case .beginString:
            noteEntry(isObject: false)
            if isPictureNext { beginPicture() }
        case .text(let run):
            // A key that is longer than any we know is cut, and so stays unknown.
            if isKey { key.append(contentsOf: run.prefix(ImageAnswerReader.longestKey)) }
            if isPicture { run.forEach { base64.add($0) } }
        case .escaped(let unit):
            let byte = unit < 0x80 ? UInt8(unit) : 0xFF
            if isKey { key.append(byte) }
            if isPicture { base64.add(byte) }
        case .endString:
            if isKey {
                isKey = false
                beginMember()
            } else {
                if isPicture { try endPicture() }
                endValue()
            }
        case .scalar:
            noteEntry(isObject: false)
            endValue()
        }
    }

    private mutating func begin(isObject: Bool) {
        noteEntry(isObject: isObject)
        switch (places.last, isObject) {
        case (nil, true) where isEvent:
            answer.entries.append(ImageAnswer.Entry())
            places.append(.event)
        case (nil, true): places.append(.answer)
        case (.answer, false) where key.elementsEqual("data".utf8):
            answer.hasData = true
            places.append(.data)
        case (.event, false) where key.elementsEqual("data".utf8) && hasNoPicture:
            // A whole answer as one event: what a proxy makes of a provider that cannot stream.
            answer.entries = []
            answer.hasData = true
            places.append(.data)
        case (.data, true): places.append(.entry)
        default: places.append(.elsewhere)
        }
    }

    /// Counts an element of `data` at its first byte.
    private mutating func noteEntry(isObject: Bool) {
        // Beyond what was asked for (and a little more, to be able to say so) nothing is kept.
        guard places.last == .data, answer.entries.count <= wanted else { return }
        answer.entries.append(
            ImageAnswer.Entry(picture: isObject ? .missing : .broken(.notAnObject))
        )
    }
}

// Pictures.
extension ImageAnswerReader {
    private var current: Int { answer.entries.count - 1 }

    private var hasNoPicture: Bool { answer.entries.map(\.picture) == [.missing] }

    private var isPictureNext: Bool {
        (places.last == .entry || places.last == .event) && current < wanted
            && key.elementsEqual("b64_json".utf8)
    }

    private mutating func beginPicture() {
        guard case .missing = answer.entries[current].picture else {
            // Two pictures under one name: nobody can say which one was sold.
            spoil(.givenTwice)
            return
        }
        if let sinkOf { sink = sinkOf(answer.string(.type)) }
        isPicture = true
        base64.reset()
        answer.entries[current].picture = .arriving
    }

    private mutating func decode(_ input: inout UnsafeRawBufferPointer) throws(AnswerFault) {
        let (sink, index) = (sink, current)
        try base64.decodeRun(&input) { (bytes) throws(AnswerFault) in
            try ImageAnswerReader.append(bytes, to: index, of: sink)
        }
        if base64.byteCount > largestPicture {
            spoil(.tooLarge)
        } else if base64.isBroken {
            spoil(.badBase64)
        }
    }

    private mutating func endPicture() throws(AnswerFault) {
        let (sink, index) = (sink, current)
        let isWhole = try base64.finish { (bytes) throws(AnswerFault) in
            try ImageAnswerReader.append(bytes, to: index, of: sink)
        }
        guard isWhole else { return spoil(.badBase64) }
        isPicture = false
        answer.entries[current].picture = .whole(bytes: base64.byteCount)
    }

    private mutating func spoil(_ defect: ImageAnswer.Defect) {
        isPicture = false
        answer.entries[current].picture = .broken(defect)
        sink.discard(current)
    }

    private static func append(
        _ bytes: UnsafeRawBufferPointer,
        to index: Int,
        of sink: OutputSink
    ) throws(AnswerFault) {
        do {
            try sink.append(bytes, to: index)
        } catch {
            throw .sinkRefused(error)
        }
    }
}

// Small members.
extension ImageAnswerReader {
    /// A name was read: what follows it may be worth keeping.
    private mutating func beginMember() {
        let name = UntrustedText.cut(key)
        switch (places.last, name) {
        case (.answer, _), (.event, _):
            guard let member = ImageAnswer.Member(rawValue: name) else { return }
            capture = Capture(target: .member(member), level: places.count)
        case (.entry, "revised_prompt") where current < wanted:
            capture = Capture(target: .revisedPrompt, level: places.count)
        case (.entry, "url") where current < wanted:
            capture = Capture(target: .url, level: places.count)
        default: break
        }
    }

    private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>) {
        guard let bytesSoFar = capture?.bytes.count, capture?.isTooLong == false else { return }
        if membersKept + bytesSoFar + bytes.count > ImageAnswerReader.largestMembers {
            capture?.isTooLong = true
            capture?.bytes = []
        } else {
            capture?.bytes.append(contentsOf: bytes)
        }
    }

    private mutating func endValue() {
        guard let captured = capture, captured.level == places.count else { return }
        capture = nil
        if captured.isTooLong, case .url = captured.target {
            answer.entries[current].hasURL = true
        }
        guard !captured.isTooLong else { return }
        // What was kept starts right after the name: at its closing blanks and the colon.
        let value = captured.bytes.drop { $0 == UInt8(ascii: ":") || $0 <= 0x20 }
        membersKept += value.count
        switch captured.target {
        case .member(let member):
            answer.members[member] = Array(value)
        case .revisedPrompt:
            answer.entries[current].revisedPrompt = JSONValue.parseOrNil(value)?.stringValue
        case .url:
            answer.entries[current].hasURL = JSONValue.parseOrNil(value)?.stringValue != nil
        }
    }
}
