import Domain
import Synchronization

/// Reads a stream of pictures: `image_generation.partial_image` and `.completed`, or the same of
/// `image_edit`. A half-done picture goes to whoever watches, a completed one to the outputs; what
/// cannot be told apart is neither shown nor sold.
///
/// An event is told by its name, and without one that we know by the `type` inside its data. What is no
/// JSON object, such as `[DONE]`, is passed over.
struct ImageEventReader: AnswerReader {
    private let wanted: Int
    private let largestPicture: Int
    private let sink: OutputSink

    private var stream = EventStream()
    private var event: Event?
    private var answer = ImageAnswer()
    private var partials = 0
    private var arrived: [PartialPicture] = []

    enum Kind: Equatable { case partial(Int), completed(Int), unknown }

    /// One event under way.
    private struct Event {
        var reader: ImageAnswerReader
        /// Where its picture went.
        let place: Place
        /// Why its data cannot be read on.
        var flaw: String?
        var isEmpty = true
        var isObject = true
    }

    /// Where an event's picture goes; decided when the picture begins.
    private final class Place: Sendable {
        private let kind = Mutex(Kind.unknown)

        var chosen: Kind { kind.withLock(\.self) }

        func choose(_ new: Kind) { kind.withLock { $0 = new } }
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
        try stream.feed(bytes) { (step) throws(AnswerFault) in try take(step) }
    }

    private mutating func take(_ step: EventStream.Step) throws(AnswerFault) {
        switch step {
        case .begin(let name): event = begin(name)
        case .data(let bytes): try read(bytes)
        case .end: end()
        }
    }

    /// One event that cannot be read spoils no other.
    private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(AnswerFault) {
        guard var event, event.isObject, event.flaw == nil else { return }
        // Moved out while it is fed: its buffers must not be copied.
        self.event = nil
        defer { self.event = event }
        if event.isEmpty, let first = bytes.first(where: { $0 > 0x20 }) {
            event.isEmpty = false
            event.isObject = first == UInt8(ascii: "{")
            guard event.isObject else { return }
        }
        do throws(AnswerFault) {
            try event.reader.feed(bytes)
        } catch .malformed(let why) {
            event.flaw = why
        }
    }

    mutating func takePartials() -> [PartialPicture] {
        defer { arrived = [] }
        return arrived
    }

    /// The blank line after the last event may be missing, or the end of the event itself: a picture
    /// that is whole by then counts, any other does not.
    mutating func endOfBody() { end() }

    mutating func finish() -> ImageAnswer {
        if case .completed(let index) = event?.place.chosen { sink.discard(index) }
        event = nil
        answer.isComplete = isComplete
        answer.isStream = true
        return answer
    }

    private func begin(_ name: String) -> Event {
        let place = Place()
        let sinkOf = sinks(named: name, place)
        return Event(
            reader: ImageAnswerReader(
                wanted: 1,
                largestPicture: largestPicture,
                sink: Self.nowhere,
                isEvent: true,
                sinkOf: sinkOf
            ),
            place: place
        )
    }

    private static let nowhere = OutputSink(
        append: { _, _ in },
        discard: { _ in },
        willSend: {}
    )

    /// The sink of an event's picture, which is chosen when it begins.
    private func sinks(named name: String, _ place: Place) -> @Sendable (String?) -> OutputSink {
        let next: Kind = answer.entries.count < wanted ? .completed(answer.entries.count) : .unknown
        let (sink, partials) = (sink, partials)
        return { type in
            let told = [name, type ?? ""].lazy.compactMap { Self.kind($0, partials, next) }.first
            // Without any word for it yet: it may be the one that is sold.
            let chosen = told ?? next
            place.choose(chosen)
            return Self.sink(for: chosen, of: sink)
        }
    }

    /// What a name says; nil: it is none that we know.
    private static func kind(_ name: String, _ partials: Int, _ next: Kind) -> Kind? {
        if name.hasSuffix(".partial_image") { return .partial(partials) }
        return name.hasSuffix(".completed") ? next : nil
    }

    private static func sink(for kind: Kind, of sink: OutputSink) -> OutputSink {
        switch kind {
        case .partial(let index):
            OutputSink(
                append: { try sink.append($1, toPartial: index) },
                discard: { _ in },
                willSend: {}
            )
        case .completed(let index):
            OutputSink(
                append: { try sink.append($1, to: index) },
                discard: { _ in sink.discard(index) },
                willSend: {}
            )
        case .unknown: nowhere
        }
    }

    private mutating func end() {
        guard var event else { return }
        self.event = nil
        guard event.isObject, !event.isEmpty else { return }
        let told = event.reader.finish()
        if event.flaw == nil, !told.isComplete { event.flaw = "the text ends too early" }
        if let flaw = event.flaw { answer.flaw = "an event is not the JSON we read: \(flaw)" }
        if told.error != nil { answer.members[.error] = told.members[.error] }
        switch event.place.chosen {
        case .partial(let index):
            guard event.flaw == nil, told.isPicture(of: ".partial_image") else { return }
            partials += 1
            arrived.append(
                PartialPicture(
                    index: index,
                    size: told.string(.size),
                    quality: told.string(.quality)
                )
            )
        case .completed(let index): take(told, index)
        case .unknown:
            guard answer.entries.count < wanted, told.isEmptyCompletion else { return }
            answer.hasData = true
            answer.entries += told.entries
        }
    }

    /// An event whose picture went to the outputs.
    private mutating func take(_ told: ImageAnswer, _ index: Int) {
        guard told.error == nil else { return sink.discard(index) }
        answer.hasData = true
        guard told.isPicture(of: ".completed") || told.isWholeAnswer else {
            // One that turns out to be a half-done picture leaves its place free.
            sink.discard(index)
            if told.string(.type)?.hasSuffix(".completed") == true {
                answer.entries += told.entries
            }
            return
        }
        answer.entries += told.entries
        answer.members.merge(told.members) { $1 }
    }
}

extension ImageAnswer {
    /// A whole picture of an event whose own type ends so.
    fileprivate func isPicture(of type: String) -> Bool {
        guard wholeOutputs.count == 1 else { return false }
        return string(.type)?.hasSuffix(type) ?? false
    }

    /// A completed event without a picture.
    fileprivate var isEmptyCompletion: Bool {
        wholeOutputs.isEmpty && string(.type)?.hasSuffix(".completed") == true
    }

    /// `{"data": [{"b64_json": …}]}` in an event without a type.
    fileprivate var isWholeAnswer: Bool {
        hasData && string(.type) == nil && wholeOutputs.count == 1
    }
}
