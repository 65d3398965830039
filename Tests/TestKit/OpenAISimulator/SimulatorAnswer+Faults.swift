import Domain

// What a fault makes of an answer.
extension SimulatorAnswer {
    /// The answer that a fault gives whatever the request, if it does.
    static func instead(_ fault: SimulatorFault) -> SimulatorAnswer? {
        switch fault {
        case .rateLimited(let after, let milliseconds):
            var answer = SimulatorAnswer(
                SimulatorError(
                    status: 429,
                    type: "requests",
                    code: "rate_limit_exceeded",
                    message: "Rate limit reached for images per minute. Please try again later."
                )
            )
            if let after { answer.headers.append(("Retry-After", after)) }
            if let milliseconds { answer.headers.append(("retry-after-ms", milliseconds)) }
            return answer
        case .slowDown:
            return error(429, "rate_limit_error", "slow_down", "Please slow down.")
        case .outOfQuota(let code):
            return error(429, "insufficient_quota", code, "You exceeded your current quota.")
        case .billingHardLimit:
            let message = "Billing hard limit has been reached"
            return error(400, "invalid_request_error", "billing_hard_limit_reached", message)
        case .serverError(let status):
            return error(status, "server_error", nil, "The server had an error. Please retry.")
        case .proxyError(let status):
            let page = "<html><head><title>\(status) Bad Gateway</title></head></html>"
            return SimulatorAnswer(status: status, text: page, type: "text/html")
        case .bare(let status): return SimulatorAnswer(status: status, text: "")
        case .apiError(let status, let type, let code, let message):
            return error(status, type, code, message)
        case .redirect(let target):
            var answer = SimulatorAnswer(status: 307, text: "")
            answer.headers.append(("Location", target))
            return answer
        case .moderation(let stage, let categories): return moderated(stage, categories)
        case .contentPolicy:
            let message = "Your request was rejected as a result of our safety system."
            return error(400, "invalid_request_error", "content_policy_violation", message)
        default: return nil
        }
    }

    private static func error(
        _ status: Int,
        _ type: String,
        _ code: String?,
        _ message: String
    ) -> SimulatorAnswer {
        SimulatorAnswer(SimulatorError(status: status, type: type, code: code, message: message))
    }

    private static func moderated(_ stage: String, _ categories: [String]) -> SimulatorAnswer {
        let list = categories.joined(separator: ", ")
        var error = SimulatorError(
            type: "image_generation_user_error",
            code: "moderation_blocked",
            message: "Your request was rejected by the safety system. If you believe this is an "
                + "error, contact us at help.openai.com and include the request ID req_sim. "
                + "safety_violations=[\(list)]."
        )
        error.moderation = [
            "moderation_stage": .string(stage),
            "categories": .array(categories.map(JSONValue.string)),
        ]
        return SimulatorAnswer(error)
    }

    /// The answer to a good request, spoilt.
    mutating func spoil(_ fault: SimulatorFault) {
        switch fault {
        case .drip(let milliseconds): drip = .milliseconds(milliseconds)
        case .hang: (stopAfter, afterwards) = (byteCount / 2, .silence)
        case .cut(let reset): (stopAfter, afterwards) = (byteCount / 2, reset ? .reset : .close)
        case .cutWithoutLength:
            (stopAfter, afterwards, hasLength) = (byteCount / 2, .close, false)
        case .cutAfter(let pictures): (stopAfter, afterwards) = (length(upTo: pictures), .close)
        case .holdAfter(let pictures): (stopAfter, afterwards) = (length(upTo: pictures), .hold)
        case .html: self = SimulatorAnswer(text: "<!DOCTYPE html><p>Hello", type: "text/html")
        case .emptyBody: pieces = []
        case .emptyData: pieces = [.text("{\"created\":1,\"data\":[]}")]
        case .noData: pieces = [.text("{\"created\":1}")]
        case .nullPicture: pieces = [.text("{\"created\":1,\"data\":[{\"b64_json\":null}]}")]
        case .urlInsteadOfPicture:
            pieces = [.text("{\"created\":1,\"data\":[{\"url\":\"https://files.test/a.png\"}]}")]
        case .errorWithStatus200:
            let error = SimulatorError(code: "server_error", message: "Something went wrong.")
            pieces = [.text(String(decoding: error.body, as: UTF8.self))]
        case .truncatedJSON:
            pieces = [.text("{\"created\":1,\"data\":[{\"b64_json\":\"iVBORw0KGgoA")]
        case .errorInStream(let type, let code):
            let error = SimulatorError(type: type, code: code, message: "The stream broke off.")
            pieces.removeLast(3)
            pieces.append(
                .text("event: error\ndata: \(String(decoding: error.body, as: UTF8.self))\n\n")
            )
        case .trailingGarbage: pieces.append(.text("\n</body></html>"))
        case .badChunk:
            headers.append(("Transfer-Encoding", "chunked"))
            hasLength = false
            pieces = [.text("9\r\n{\"data\":\r\nZZZ\r\n[")]
            afterwards = .close
        case .extraBody:
            let extra = "HTTP/1.1 500 Hi\r\nContent-Length: 0\r\n\r\n"
            pieces.append(.text(extra))
            unannounced = extra.utf8.count
        case .announced(let encoding): headers.append(("Content-Encoding", encoding))
        case .packed, .bomb, .marked, .oddUsage, .brokenAfterPictures, .dialect: write(as: fault)
        case .badBase64(let index): spoilBase64(of: index)
        default: break
        }
    }

    /// Bytes of the body up to the end of so many pictures: each is three pieces after the first,
    /// its closing brace in the third.
    private func length(upTo pictures: Int) -> Int {
        pieces.prefix(1 + 3 * pictures).reduce(0) { $0 + $1.byteCount } - 1
    }

    private mutating func spoilBase64(of wanted: Int?) {
        var index = 0
        for (position, piece) in pieces.enumerated() {
            guard case .base64 = piece else { continue }
            if wanted == nil || wanted == index {
                pieces[position] = .text("iVBORw0KGgo*not*base64*====")
            }
            index += 1
        }
    }
}
