import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// Waits for an ordered picture and answers with it: whole, or as a stream of events.
struct AnswerImage: Sendable {
    let house: House

    func callAsFunction(
        _ request: ImageRequest,
        _ ordered: OrderImage.Ordered,
        _ headers: HTTPFields
    ) async throws -> Response {
        if request.isStreamed { return stream(request, ordered) }
        // A client that repeats requests by itself is told the truth by the status, however long it
        // takes, and finds its task again; any other is kept alive by white space.
        let repeats = HeaderName.stainlessRetryCount.map { headers[$0] != nil } ?? false
        let patience = repeats ? nil : house.settings.heartbeat * 3
        let awaitEnd = AwaitEnd(house: house)
        let standing: AwaitEnd.Standing
        if request.format == .base64, let bell = ordered.bell {
            let start = house.store.clock.steady()
            let until = patience.map { start + $0 }
            switch try await awaitEnd.news(of: ordered.task, until: until, bell) {
            case .arrived(let pictures):
                return begun(request, ordered, with: pictures, since: start, bell)
            case .stands(let now): standing = now
            }
        } else {
            standing = try await awaitEnd(ordered.task, patience: patience, bell: ordered.bell)
        }
        let task = standing.task
        guard task.state.isTerminal else { return kept(request, ordered) }
        guard task.state == .success else { throw APIError.failed(task) }
        let answer = ImageAnswer(
            house: house,
            task: task,
            warnings: ordered.warnings,
            atHand: standing.pictures
        )
        let body = try await answer.body(request.format)
        let headers = fields(ordered.headers.merging(task.openAIHeaders(house)) { $1 })
        if let whole = try await body.whole() {
            return Response(
                status: .ok,
                headers: headers,
                body: ResponseBody(byteBuffer: whole)
            )
        }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(contentLength: Int(body.byteCount)) { writer in
                try await body.write(to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    /// A long answer to who ordered leaves while its pictures are being kept and paid, all but its end,
    /// without which it is no JSON. If they are not sold after all, the connection is cut, and who
    /// repeats the request is told why.
    private func begun(
        _ request: ImageRequest,
        _ ordered: OrderImage.Ordered,
        with pictures: ArrivedPictures,
        since start: Timestamp,
        _ bell: AsyncStream<TaskBells.Ring>
    ) -> Response {
        let passed = house.store.clock.steady() - start
        let headers = ordered.headers.merging(house.costHeaders(pictures.charge)) { $1 }
            .merging(["openai-processing-ms": String(passed.wholeMilliseconds)]) { $1 }
        return Response(
            status: .ok,
            headers: fields(headers),
            body: ResponseBody { writer in
                try await ImageAnswer.beginning(pictures.files).write(to: &writer)
                let task = try await end(of: ordered.task, bell, to: &writer).task
                // Not those of another attempt, after these could not be kept.
                guard task.state == .success,
                    task.outputs.map(\.sha256) == pictures.outputs.map(\.sha256)
                else {
                    throw request.failure(of: task)
                }
                let answer = ImageAnswer(house: house, task: task, warnings: ordered.warnings)
                try await writer.write(ByteBuffer(bytes: answer.ending))
                try await writer.finish(nil)
            }
        )
    }

    /// The task's end. White space until then, where JSON allows it, keeps proxies from cutting the
    /// connection.
    @concurrent
    private func end(
        of id: TaskID,
        _ bell: AsyncStream<TaskBells.Ring>? = nil,
        to writer: inout any ResponseBodyWriter
    ) async throws -> AwaitEnd.Standing {
        while true {
            let standing = try await AwaitEnd(house: house)(
                id,
                patience: house.settings.heartbeat,
                bell: bell
            )
            if standing.task.state.isTerminal { return standing }
            try await writer.write(ByteBuffer(string: "\n"))
        }
    }

    /// The status is said before the end is known. A picture that then fails is an `error` in the body.
    private func kept(_ request: ImageRequest, _ ordered: OrderImage.Ordered) -> Response {
        Response(
            status: .ok,
            headers: fields(ordered.headers.merging(["X-Accel-Buffering": "no"]) { $1 }),
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: "\n"))
                try await writeKept(request, ordered, to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    @concurrent
    private func writeKept(
        _ request: ImageRequest,
        _ ordered: OrderImage.Ordered,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        do {
            let standing: AwaitEnd.Standing
            do {
                standing = try await end(of: ordered.task, to: &writer)
            } catch let error as DatabaseError {
                throw house.fault(error, after: ordered.task)
            }
            let task = standing.task
            guard task.state == .success else { throw request.failure(of: task) }
            let answer = ImageAnswer(
                house: house,
                task: task,
                warnings: ordered.warnings,
                atHand: standing.pictures
            )
            try await answer.body(request.format).write(to: &writer)
        } catch let error as APIError {
            try await writer.write(ByteBuffer(bytes: error.openAIBody.bytes()))
        }
    }

    private func stream(_ request: ImageRequest, _ ordered: OrderImage.Ordered) -> Response {
        var headers = fields(ordered.headers)
        for field in EventText.headers { headers[field.name] = field.value }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                try await ImageEvents(house: house, request: request, ordered: ordered)
                    .write(to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    private func fields(_ headers: [String: String]) -> HTTPFields {
        var fields: HTTPFields = [
            .contentType: "application/json", .cacheControl: "no-store",
            .xContentTypeOptions: "nosniff",
        ]
        let all = headers.merging(["openai-version": OpenAIEnvelope.version]) { $1 }
        for (name, value) in all {
            if let name = HeaderName.named(name) { fields[name] = value }
        }
        return fields
    }
}

extension MediaTask {
    /// What was charged, who served it, and how long it took.
    fileprivate func openAIHeaders(_ house: House) -> [String: String] {
        var headers = house.costHeaders(charged)
        if let servedBy { headers["X-AI-Served-By"] = servedBy }
        if let costTime {
            headers["openai-processing-ms"] = String(costTime.wholeMilliseconds)
        }
        return headers
    }
}

extension House {
    /// What was charged: in credits, and in dollars where LiteLLM reads what an image cost.
    fileprivate func costHeaders(_ charged: MicroUSD) -> [String: String] {
        [
            "X-AI-Credits-Charged": credit.creditsFixed(charged),
            "x-litellm-response-cost": charged.dollars,
        ]
    }
}
