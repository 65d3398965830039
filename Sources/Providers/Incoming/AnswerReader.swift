import Domain

/// Reads the body of an answer with pictures while it arrives: one JSON text, or a stream of events.
protocol AnswerReader {
    /// The answer was read to its end.
    var isComplete: Bool { get }

    /// Takes the next bytes, any number of them.
    mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(AnswerFault)

    /// The body came to its end, properly or not.
    mutating func endOfBody()

    /// Half-done pictures that became whole since the last call.
    mutating func takePartials() -> [PartialPicture]

    /// Says that no more will come, for whatever reason, and throws half a picture away.
    mutating func finish() -> ImageAnswer
}

extension ImageAnswerReader {
    func takePartials() -> [PartialPicture] { [] }

    func endOfBody() {}
}
