import Domain
import NIOHTTP1

/// A purchase in the words of the images API.
struct ImagesRequest: Sendable {
    /// Below the base URL.
    let path: String
    let contentType: String
    let body: [BodyPiece]
    /// Pictures asked for, at least 1.
    let count: Int
    /// A stream is asked for, to see the picture while it is made.
    let isStreamed: Bool
}

extension OpenAICompatible {
    /// Turns an order into the request that buys it: a generation, or with input pictures an edit,
    /// whose form wants a random `boundary`.
    static func request(
        for order: ProviderRequest,
        _ profile: OpenAICompatibleProfile,
        boundary: @autoclosure () -> String
    ) -> ImagesRequest {
        guard !order.images.isEmpty else {
            var fields = fields(of: order, allowed: profile.generationFields)
            let isStreamed = askForStream(order, profile, &fields)
            return ImagesRequest(
                path: "/images/generations",
                contentType: "application/json",
                body: [.bytes(JSONValue.object(fields).bytes())],
                count: count(in: fields),
                isStreamed: isStreamed
            )
        }
        var form = MultipartForm(boundary: boundary())
        var fields = fields(of: order, allowed: profile.editFields)
        let isStreamed = askForStream(order, profile, &fields)
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            form.add(value.stringValue ?? value.text(), as: name)
        }
        // One picture is `image`, several are `image[]`: what OpenAI's own libraries send.
        let name = order.images.count == 1 ? "image" : "image[]"
        for (index, image) in order.images.enumerated() {
            form.add(image, as: name, called: "image-\(index + 1)")
        }
        if let mask = order.mask { form.add(mask, as: "mask", called: "mask") }
        return ImagesRequest(
            path: "/images/edits",
            contentType: form.contentType,
            body: form.body(),
            count: count(in: fields),
            isStreamed: isStreamed
        )
    }

    /// Adds what asks for a stream, where somebody watches and there is one: of one picture, in a
    /// format that comes in steps.
    private static func askForStream(
        _ order: ProviderRequest,
        _ profile: OpenAICompatibleProfile,
        _ fields: inout [String: JSONValue]
    ) -> Bool {
        let format = fields["output_format"]?.stringValue ?? "png"
        guard let partials = order.partials, profile.canStream, count(in: fields) == 1,
            ["png", "jpeg", "webp"].contains(format)
        else { return false }
        fields["stream"] = true
        if partials > 0 { fields["partial_images"] = .int(Int64(min(partials, 3))) }
        return true
    }

    /// By what is sent, for a route may fix `n`.
    private static func count(in fields: [String: JSONValue]) -> Int {
        max(1, Int(fields["n"]?.intValue ?? 1))
    }

    /// The customer's input under the route's fixed parameters, which win, cut to what the API
    /// takes.
    static func fields(of order: ProviderRequest, allowed: Set<String>) -> [String: JSONValue] {
        var fields = order.input.objectValue ?? [:]
        fields.merge(order.parameters) { _, fixed in fixed }
        fields["model"] = .string(order.model)
        // From gpt-image-2 on, fidelity is always high and naming it is an error.
        if order.model.hasPrefix("gpt-image-2") { fields["input_fidelity"] = nil }
        return fields.filter { allowed.contains($0.key) && !$0.value.isNull }
    }

    /// A provider that refuses when it has seen the picture says so inside a stream that began well:
    /// the same no as with a status of 400.
    static func refusal(in answer: ImageAnswer, key: Secret?) -> ProviderFailure? {
        guard answer.isStream, answer.wholeOutputs.isEmpty, let error = answer.error,
            ["image_generation_user_error", "invalid_request_error"]
                .contains(error["type"]?.stringValue)
        else { return nil }
        return failure(
            status: 400,
            headers: HTTPHeaders(),
            body: JSONValue.object(["error": error]).bytes(),
            key: key,
            now: Timestamp(milliseconds: 0)
        )
    }

    /// Why the reading of an answer with status 200 came to its end.
    enum AnswerEnding: Equatable {
        case complete
        case malformed(String)
        case tooLarge
        /// The connection ended first.
        case cut(ProviderFailure.UncertainCause, detail: String)
    }

    /// What an answer with status 200 is worth. Whatever arrived whole was bought and is delivered,
    /// however the answer ended: the customer pays for these alone.
    static func reply(
        from answer: ImageAnswer,
        ending: AnswerEnding,
        requestID: String?,
        _ traces: KeyTraces = KeyTraces(nil)
    ) throws(ProviderFailure) -> ProviderResponse {
        let outputs = answer.wholeOutputs
        guard outputs.isEmpty else {
            return ProviderResponse(
                outputs: outputs,
                requestID: requestID,
                usage: WholeUsage.text(of: answer.json(.usage)),
                resolvedSize: answer.string(.size).map {
                    UpstreamError.word(traces.hidden(in: $0))
                },
                resolvedQuality: answer.string(.quality).map {
                    UpstreamError.word(traces.hidden(in: $0))
                },
                flaw: flaw(of: answer, ending)
            )
        }
        let origin = requestID.map { ", request \($0)" } ?? ""
        switch ending {
        case .cut(let cause, let detail): throw .uncertain(cause, detail: detail + origin)
        case .malformed(let why):
            throw .unusable(detail: "the answer is not the JSON we read: \(why)" + origin)
        case .tooLarge: throw .unusable(detail: "the answer is larger than allowed" + origin)
        case .complete: throw .unusable(detail: whyEmpty(answer, traces) + origin)
        }
    }

    /// What was wrong with an answer whose pictures came whole.
    private static func flaw(of answer: ImageAnswer, _ ending: AnswerEnding) -> String? {
        switch ending {
        case .complete: answer.flaw.map { "the answer was malformed: \($0)" }
        case .malformed(let why): "the answer was malformed: \(why)"
        case .tooLarge: "the answer went on beyond what is allowed"
        case .cut(_, let detail): "the images had arrived, then \(detail)"
        }
    }

    private static func whyEmpty(_ answer: ImageAnswer, _ traces: KeyTraces) -> String {
        if let error = answer.error {
            let code = (error["code"]?.stringValue ?? error["type"]?.stringValue).map {
                UpstreamError.word(traces.hidden(in: $0))
            }
            return "an error inside an answer with status 200: \(code ?? "without a code")"
        }
        guard answer.hasData else { return "an answer without data" }
        guard !answer.entries.isEmpty else { return "an answer with empty data" }
        if answer.entries.contains(where: \.hasURL) {
            return "an answer with URLs where base64 was expected"
        }
        let defects = answer.entries.map { entry in
            switch entry.picture {
            case .broken(.badBase64): "not base64"
            case .broken(.tooLarge): "larger than allowed"
            case .broken(.givenTwice): "given twice"
            case .broken(.notAnObject): "not an object"
            case .missing, .arriving, .whole: "missing"
            }
        }
        return "no usable picture: " + defects.joined(separator: ", ")
    }

    /// What the list of models says about a key, in a sentence.
    static func verdict(on models: JSONValue?, flagship: String?) -> String {
        guard let list = models?["data"]?.arrayValue else {
            return "the key works; the answer lists no models"
        }
        let count = "the key works, \(list.count) model\(list.count == 1 ? "" : "s") visible"
        guard let flagship else { return count }
        let hasFlagship = list.contains { $0["id"]?.stringValue == flagship }
        return hasFlagship ? "\(count), \(flagship) among them" : "\(count), but not \(flagship)"
    }
}
