import Domain

/// Reads a stream of pictures: `image_generation.partial_image` and `.completed`, or the same of
/// `image_edit`. A half-done picture goes to whoever watches, a completed one to the outputs; what
/// cannot be told apart is neither shown nor sold.
struct ImageEventReader: AnswerReader {
    private let wanted: Int
    private let largestPicture: Int
    private let sink: OutputSink

    private var stream = EventStream()
    private var event: Event?
    private var answer = ImageAnswer()
    private var partials = 0
    private var arrived: [PartialPicture] = []

    /// One event under way.
    private struct Event {
        enum Kind { case partial(Int), completed(Int), other }
        let kind: Kind
        var reader: ImageAnswerReader
    }

    init(wanted: Int, largestPicture: Int, sink: OutputSink) {
        self.wanted = wanted
        self.largestPicture = largestPicture
        self.sink = sink
    }

    /// Every picture asked for is here, or the provider said why there will be none.
    var isComplete: Bool { answer.wholeOutputs.count >= wanted || answer.error != nil }

    mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(AnswerFault) {
        // Moved out and back: the closure changes the rest of this value.
        var stream = stream
        defer { self.stream = stream }
        try stream.feed(bytes) { (step) throws(AnswerFault) in
            switch step {
            case .begin(let name): event = begin(name)
            case .data(let bytes): try event?.reader.feed(bytes)
            case .end: end()
            }
        }
    }

    mutating func takePartials() -> [PartialPicture] {
        defer { arrived = [] }
        return arrived
    }

    mutating func finish() -> ImageAnswer {
        // An event that was not closed is dropped, as the standard says, and its picture with it.
        if case .completed(let index) = event?.kind { sink.discard(index) }
        event = nil
        answer.isComplete = isComplete
        answer.isStream = true
        return answer
    }

    private func begin(_ name: String) -> Event {
        let kind: Event.Kind
        if name.hasSuffix(".partial_image") {
            kind = .partial(partials)
        } else if name.hasSuffix(".completed") || name.isEmpty {
            kind = answer.entries.count < wanted ? .completed(answer.entries.count) : .other
        } else {
            kind = .other
        }
        return Event(kind: kind, reader: reader(for: kind))
    }

    private func reader(for kind: Event.Kind) -> ImageAnswerReader {
        let sink = sink
        let place: OutputSink
        switch kind {
        case .partial(let index):
            place = OutputSink(
                append: { try sink.append($1, toPartial: index) },
                discard: { _ in },
                willSend: {}
            )
        case .completed(let index):
            place = OutputSink(
                append: { try sink.append($1, to: index) },
                discard: { _ in sink.discard(index) },
                willSend: {}
            )
        case .other: place = OutputSink(append: { _, _ in }, discard: { _ in }, willSend: {})
        }
        var wanted = 1
        if case .other = kind { wanted = 0 }
        return ImageAnswerReader(
            wanted: wanted,
            largestPicture: largestPicture,
            sink: place,
            isEvent: true
        )
    }

    private mutating func end() {
        guard var event else { return }
        self.event = nil
        let told = event.reader.finish()
        if told.error != nil { answer.members[.error] = told.members[.error] }
        switch event.kind {
        case .partial(let index):
            guard told.isPicture(of: ".partial_image") else { return }
            partials += 1
            arrived.append(
                PartialPicture(
                    index: index,
                    size: told.string(.size),
                    quality: told.string(.quality)
                )
            )
        case .completed(let index):
            guard told.error == nil else { return sink.discard(index) }
            answer.hasData = true
            guard told.isPicture(of: ".completed") else {
                // A nameless event that turns out to be a half-done picture leaves its place free.
                sink.discard(index)
                if told.string(.type)?.hasSuffix(".completed") == true {
                    answer.entries += told.entries
                }
                return
            }
            answer.entries += told.entries
            answer.members.merge(told.members) { $1 }
        case .other: return
        }
    }
}

extension ImageAnswer {
    /// A whole picture of an event whose own type ends so.
    fileprivate func isPicture(of type: String) -> Bool {
        guard isComplete, wholeOutputs.count == 1 else { return false }
        return string(.type)?.hasSuffix(type) ?? false
    }
}
