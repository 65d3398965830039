/// What the client bounds, so that the worst day is a slow day.
enum Limits {
    /// Tries of one call in all.
    static let tries = 3
    /// One try of an API call, from connecting to the last byte of the answer.
    static let call = Duration.seconds(30)
    /// One try of a download.
    static let download = Duration.seconds(600)
    /// One try of an upload.
    static let upload = Duration.seconds(600)
    /// The largest API answer that is read: a catalogue of some hundred models with their schemas
    /// stays below a tenth of it.
    static let answerBytes = 16 << 20
    /// The first pause between tries; it doubles.
    static let firstPause = Duration.milliseconds(500)
    /// A server that asks for a longer wait is not waited for: the caller gets the error, which
    /// holds the wish, and decides.
    static let longestRetryAfter = Duration.seconds(60)

    /// Pauses between looks at a task: from quick enough for a fast model to easy on the server.
    static let firstLook = Duration.milliseconds(300)
    static let laterLooks = Duration.seconds(3)
    /// The longest pause between looks that a hint of the server is obeyed for.
    static let longestLook = Duration.seconds(30)
    /// Looks in a row that may fail (each with its own tries) before waiting is given up. With the
    /// pauses between them that is half a minute: a restart of the server fits in.
    static let failedLooks = 6
    /// The longest wait for a task's end: clocks count no further than some centuries.
    static let longestWait = Duration.seconds(366 * 86_400)

    /// Room that a folder must have for each image before one is ordered: most are smaller.
    static let roomForImage: Int64 = 4 << 20
}
