/// What can go wrong with an upstream, one case a fault. Given to a simulator for one request, for
/// all, or asked for by the prompt: `[fault slow 200] a fox` (the names are those of
/// `init?(marker:)`).
package enum SimulatorFault: Sendable, Hashable {
    // In time.
    /// Answers, after so many milliseconds.
    case slow(milliseconds: Int)
    /// Reads the request and never sends a byte.
    case noHeaders
    /// Sends the head and half of the body, and stays silent.
    case hang
    /// Sends the body one byte at a time.
    case drip(milliseconds: Int)

    // On the connection.
    /// Closes with a reset as soon as the request's body begins to come.
    case closeBeforeReading
    /// Closes in the middle of the body, by a reset or properly.
    case cut(reset: Bool)
    /// Closes properly when `pictures` of them are out. What the client's buffers held may be lost.
    case cutAfter(pictures: Int)
    /// Stays silent when `pictures` of them are out, until `cutHeld` closes the connection.
    case holdAfter(pictures: Int)
    /// As `cut`, in an answer that announced no length.
    case cutWithoutLength

    // Errors with a status.
    /// 429, with these headers if any.
    case rateLimited(retryAfter: String? = nil, milliseconds: String? = nil)
    case slowDown
    /// 429 of type insufficient_quota with this code.
    case outOfQuota(code: String)
    case billingHardLimit
    /// The provider's own words under a 5xx.
    case serverError(status: Int = 500)
    /// A proxy's page under a 5xx.
    case proxyError(status: Int = 502)
    /// A status without a body.
    case bare(status: Int)
    case moderation(stage: String, categories: [String])
    case contentPolicy
    case apiError(status: Int, type: String, code: String?, message: String)
    case redirect(to: String)

    // Status 200, and yet.
    case html
    case emptyBody
    case emptyData
    case noData
    case nullPicture
    case urlInsteadOfPicture
    case errorWithStatus200
    /// An `error` event of this type and code where the completed picture should be.
    case errorInStream(type: String, code: String?)
    case truncatedJSON
    case trailingGarbage
    /// Breaks the chunked encoding.
    case badChunk
    /// More bytes than announced.
    case extraBody
    /// Says that it is encoded so, and is not.
    case announced(encoding: String)
    /// Is compressed, in this form, and says so.
    case packed(Packing)
    /// Gzip that unpacks to so many blanks before the answer.
    case bomb(blanks: Int)
    /// A byte order mark before the JSON, and the type of a stream.
    case marked
    /// Counts of tokens that are no whole numbers.
    case oddUsage
    /// `,,` in the place of the last two braces.
    case brokenAfterPictures
    /// A stream as other servers write it.
    case dialect(Set<StreamDialect>)
    /// The picture at this index is not base64; nil: all of them.
    case badBase64(index: Int?)
    /// The file is of another kind than it was asked and says to be.
    case wrongType
    /// The file is no picture at all.
    case garbage
    case truncatedPicture
    /// This file, whatever was asked for.
    case picture(TestPicture)
    /// Two pictures more than were asked for.
    case tooMany
    /// A picture of about so many bytes.
    case big(bytes: Int)
    /// Nothing wrong: members in another order, blanks everywhere, escaped slashes, members that
    /// nobody knows, no `Content-Length`.
    case oddLayout

    /// A fault by the words of a prompt's marker. Only those that a test of the whole house asks
    /// for.
    package init?(marker: String) {
        let words = marker.split(separator: " ").map(String.init)
        let number = words.count > 1 ? Int(words[1]) : nil
        switch words.first {
        case "slow": self = .slow(milliseconds: number ?? 1_000)
        case "no-headers": self = .noHeaders
        case "hang": self = .hang
        case "drip": self = .drip(milliseconds: number ?? 1_000)
        case "close": self = .closeBeforeReading
        case "cut": self = .cut(reset: words.dropFirst().first == "reset")
        case "cut-after": self = .cutAfter(pictures: number ?? 1)
        case "429": self = .rateLimited(retryAfter: words.dropFirst().first)
        case "quota": self = .outOfQuota(code: "credit_balance_exhausted")
        case "own-error": self = .serverError(status: number ?? 500)
        case "proxy-error": self = .proxyError(status: number ?? 502)
        case "moderated-input": self = .moderation(stage: "input", categories: ["sexual"])
        case "moderated-output": self = .moderation(stage: "output", categories: ["violence"])
        case "redirect" where words.count > 1: self = .redirect(to: words[1])
        case "html": self = .html
        case "empty-data": self = .emptyData
        case "error-200": self = .errorWithStatus200
        case "bad-base64": self = .badBase64(index: number)
        case "wrong-type": self = .wrongType
        case "garbage": self = .garbage
        case "truncated": self = .truncatedPicture
        case "broken-end": self = .brokenAfterPictures
        case "packed": self = .packed(.gzip)
        case "nameless": self = .dialect(Set(StreamDialect.allCases))
        case "odd-usage": self = .oddUsage
        case "big": self = .big(bytes: number ?? 60 << 20)
        default: return nil
        }
    }

    /// The first marker in a prompt.
    static func asked(by prompt: String) -> SimulatorFault? {
        guard let start = prompt.firstRange(of: "[fault ") else { return nil }
        return SimulatorFault(marker: String(prompt[start.upperBound...].prefix { $0 != "]" }))
    }
}

/// How a body is compressed.
package enum Packing: Sendable, Hashable, CaseIterable {
    case gzip, zlib, rawDeflate
}

/// What other servers leave out of a stream, or put in.
package enum StreamDialect: Sendable, Hashable, CaseIterable {
    /// No `event:` lines: the type is in the data.
    case nameless
    case byteOrderMark
    case comments
    /// `data: [DONE]` at the end.
    case done
    /// Lines end with CR LF.
    case carriageReturns
    /// Nothing after the last line.
    case noLastBlankLine
}
