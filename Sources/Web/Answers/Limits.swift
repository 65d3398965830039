/// Every limit of the web side in one place.
enum Limits {
    /// Bytes of a request's address, and of all its headers; how many headers.
    static let address = 8_192
    static let headerBytes = 16_384
    static let headerFields = 100
    /// What the parser itself gives up at: wider, so that the refusal is ours to word.
    static let parsedFieldBytes = 32_768
    static let parsedHeaderBytes = 65_536
    static let parsedFields = 256
    /// From the first byte of a head to its last.
    static let headPatience = Duration.seconds(10)
    /// A body comes at this rate at least, measured over such a time.
    static let bodyBytesPerSecond = 1_024
    static let bodyWindow = Duration.seconds(10)
    /// An answer is taken at this rate at least, measured over several spans of the setting
    /// `write-stall-seconds`.
    static let answerBytesPerSecond: Int64 = 1_024
    /// A connection without a request.
    static let idle = Duration.seconds(75)
    /// Bytes of the list of headers that a browser asks leave for.
    static let requestedHeaders = 4_096
    /// Bytes of a packed body that are unpacked at a time, and after how many such pieces others have a
    /// turn.
    static let unpackedPiece = 65_536
    static let unpackedAtOnce = 16
    /// How long a connection that has its last answer may be silent and may still send, so that the
    /// answer can be read.
    static let lingering = Duration.seconds(2)
    static let longestLingering = Duration.seconds(30)
    /// Bytes of a JSON body.
    static let jsonBody = 1_000_000
    /// Bytes of an uploaded file.
    static let upload: Int64 = 100_000_000
    /// What stands around the file in a form: other fields, boundaries, headers.
    static let formSlack: Int64 = 2_000_000
    /// A file of the largest size as base64, and the fields beside it.
    static let base64Body: Int64 = 135_000_000
    /// A form of /v1/images/edits, and one of its pictures (OpenAI: each below 50 MB).
    static let editBody: Int64 = 200_000_000
    /// Its JSON form, where pictures may stand as data: URLs (20 MB each, as OpenAI takes).
    static let editJSON = 22_000_000
    static let editFile: Int64 = 50_000_000
    /// A picture of somebody without an account, and how many of one network are kept in a quarter of
    /// an hour.
    static let visitorFile: Int64 = 10_000_000
    static let visitorPictures = 10
    static let downloadLink = Duration.seconds(1_200)
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
    static let fileChunk = 262_144
    /// What a client should wait before it asks again while the house cannot take work.
    static let retryLater: Int64 = 5
    /// Nobody is told to wait longer than this to spread those who return: OpenAI's clients take no
    /// longer time for an answer.
    static let longestSpread = Duration.seconds(60)
    /// Most that chance adds to a wait.
    static let longestChance = Duration.seconds(10)
    /// Waits that are remembered of one key, and keys.
    static let returnsOfKey = 1_000
    static let returningKeys = 10_000
}
