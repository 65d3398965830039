import Domain

/// Reads a body that is JSON or a stream of events, told by its first bytes: some servers announce one
/// and send the other. A byte order mark before either is passed over.
struct BodyReader: AnswerReader {
    private enum Inner {
        case undecided([UInt8])
        case json(ImageAnswerReader)
        case events(ImageEventReader)
    }

    private var inner = Inner.undecided([])
    private let makeJSON: @Sendable () -> ImageAnswerReader
    private let makeEvents: @Sendable () -> ImageEventReader

    init(wanted: Int, largestPicture: Int, sink: OutputSink) {
        makeJSON = {
            ImageAnswerReader(wanted: wanted, largestPicture: largestPicture, sink: sink)
        }
        makeEvents = {
            ImageEventReader(wanted: wanted, largestPicture: largestPicture, sink: sink)
        }
    }

    var isComplete: Bool {
        switch inner {
        case .undecided: false
        case .json(let reader): reader.isComplete
        case .events(let reader): reader.isComplete
        }
    }

    mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(AnswerFault) {
        switch inner {
        case .undecided(var start):
            start.append(contentsOf: bytes)
            try begin(with: start)
        case .json(var reader):
            // Moved out while it is fed: its buffers must not be copied.
            inner = .undecided([])
            defer { inner = .json(reader) }
            try reader.feed(bytes)
        case .events(var reader):
            inner = .undecided([])
            defer { inner = .events(reader) }
            try reader.feed(bytes)
        }
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private mutating func begin(with start: [UInt8]) throws(AnswerFault) {
        let isMark = zip(start, Self.mark).allSatisfy { $0 == $1 }
        if isMark, start.count < Self.mark.count {
            inner = .undecided(start)
            return
        }
        let text = start.dropFirst(isMark ? Self.mark.count : 0)
        guard let first = text.first(where: { $0 > 0x20 }) else {
            // Blanks in front, however many, are kept by none of the two.
            inner = .undecided(isMark ? Self.mark : [])
            return
        }
        inner = Self.eventStarts.contains(first) ? .events(makeEvents()) : .json(makeJSON())
        try Array(text).withUnsafeBufferPointer { (bytes) throws(AnswerFault) in
            try feed(UnsafeRawBufferPointer(bytes))
        }
    }

    /// `data`, `event`, `id`, `retry`, and a comment's colon. None of them begins a JSON document with
    /// an answer in it.
    private static let eventStarts = Set("deir:".utf8)

    mutating func endOfBody() {
        if case .events(var reader) = inner {
            inner = .undecided([])
            reader.endOfBody()
            inner = .events(reader)
        }
    }

    mutating func takePartials() -> [PartialPicture] {
        guard case .events(var reader) = inner else { return [] }
        inner = .undecided([])
        defer { inner = .events(reader) }
        return reader.takePartials()
    }

    mutating func finish() -> ImageAnswer {
        switch inner {
        case .undecided: return ImageAnswer()
        case .json(var reader):
            defer { inner = .json(reader) }
            return reader.finish()
        case .events(var reader):
            defer { inner = .events(reader) }
            return reader.finish()
        }
    }
}
