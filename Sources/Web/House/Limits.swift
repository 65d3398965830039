/// Every limit of the web side in one place.
enum Limits {
    /// Bytes of a JSON body.
    static let jsonBody = 1_000_000
    static let metadataPairs = 16
    static let metadataText = 512
    static let headerKey = 255
    static let listPage = 100
    /// Seconds that `Prefer: wait` may hold an answer.
    static let longestWait = 60
    /// A half-done picture is of no use for long.
    static let partialLink = Duration.seconds(3_600)
    static let quoteKept = Duration.seconds(600)
    /// A revocation elsewhere is known here within this time.
    static let keyCached = Duration.seconds(1)
    /// Tasks that the figures of a variant are made from.
    static let figures = 500
    static let fileChunk = 262_144
    /// What a client should wait before it asks again while the house cannot take work.
    static let retryLater: Int64 = 5
}
