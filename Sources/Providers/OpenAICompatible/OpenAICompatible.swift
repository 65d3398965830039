package import AsyncHTTPClient
package import Domain
import Foundation
import NIOCore
import NIOHTTP1

/// A provider that speaks OpenAI's Images API: OpenAI itself, and the many that copied it.
///
/// The answer is read as a stream: pictures go to the sink while they arrive, so a call holds a few
/// hundred KB whatever the size of its pictures.
package struct OpenAICompatible: DirectProvider {
    package let profile: OpenAICompatibleProfile
    private let client: @Sendable () -> HTTPClient
    private let now: @Sendable () -> Timestamp

    /// What `client` gives for each call must be set up as `UpstreamClient.configuration` says, for it
    /// follows redirects otherwise; `now` is the wall clock, for dates in Retry-After.
    package init(
        profile: OpenAICompatibleProfile,
        client: @escaping @Sendable () -> HTTPClient,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.profile = profile
        self.client = client
        self.now = now
    }

    package var name: String { profile.name }

    package var traits: ProviderTraits {
        ProviderTraits(
            needsKey: profile.needsKey,
            canCancel: false,
            isIdempotent: false,
            isFree: false,
            concurrency: profile.concurrency
        )
    }

    package func generate(
        _ order: ProviderRequest,
        into sink: OutputSink
    ) async throws(ProviderFailure) -> ProviderResponse {
        let upstream = OpenAICompatible.request(
            for: order,
            profile,
            boundary: "aigenerate-\(UUID().uuidString)"
        )
        var request = try request(.POST, upstream.path, key: order.key)
        let mark = SentMark()
        let body = OutgoingBody(pieces: upstream.body, mark: mark)
        request.headers.add(name: "Content-Type", value: upstream.contentType)
        if upstream.isStreamed {
            request.headers.replaceOrAdd(
                name: "Accept",
                value: "text/event-stream, application/json"
            )
        }
        request.body = .stream(body, length: .known(Int64(body.byteCount)))

        guard !Task.isCancelled else {
            throw .retry(after: nil, detail: "cancelled before anything was sent")
        }
        do {
            try await sink.willSend()
        } catch {
            throw .notSent(detail: "it could not be recorded that the call is made: \(error)")
        }
        let purchase = Purchase(
            request: request,
            wanted: upstream.count,
            key: order.key,
            sink: sink,
            mark: mark
        )
        let limit = min(profile.readTimeout, order.remaining)
        return try await OpenAICompatible.within(limit) { await run(purchase) }.get()
    }

    package func test(key: Secret?) async throws(ProviderFailure) -> String {
        let request = try request(.GET, "/models", key: key)
        return try await OpenAICompatible.within(OpenAICompatible.patienceWithTest) {
            await models(request, key: key)
        }.get()
    }

    private static let patienceWithTest = Duration.seconds(30)
    /// Every model that OpenAI lists takes 200 bytes; its own errors take a few hundred.
    static let longestSmallBody = 1 << 20

    /// The request so far. No header of a customer's request comes near it.
    private func request(
        _ method: HTTPMethod,
        _ path: String,
        key: Secret?
    ) throws(ProviderFailure) -> HTTPClientRequest {
        let base =
            profile.baseURL.hasSuffix("/") ? profile.baseURL.dropLast() : profile.baseURL[...]
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        request.headers.add(name: "User-Agent", value: "aigenerate")
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "Accept-Encoding", value: "identity")
        guard let key = key?.reveal() else {
            if profile.needsKey { throw .unavailable(.badKey, detail: "no key is set") }
            return request
        }
        guard !key.isEmpty, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .unavailable(.badKey, detail: "the key holds characters that no key has")
        }
        request.headers.add(name: profile.keyHeader.name, value: profile.keyHeader.prefix + key)
        return request
    }

    private func models(
        _ request: HTTPClientRequest,
        key: Secret?
    ) async -> Result<String, ProviderFailure> {
        do {
            let response = try await client().execute(request, timeout: .seconds(60))
            let body = try await OpenAICompatible.smallBody(of: response)
            guard response.status == .ok else {
                return .failure(failure(response, body, key))
            }
            let list = JSONValue.parseOrNil(body)
            return .success(OpenAICompatible.verdict(on: list, flagship: profile.flagship))
        } catch {
            return .failure(.retry(after: nil, detail: OpenAICompatible.describe(error)))
        }
    }

    private func failure(
        _ response: HTTPClientResponse,
        _ body: [UInt8],
        _ key: Secret?
    ) -> ProviderFailure {
        OpenAICompatible.failure(
            status: Int(response.status.code),
            headers: response.headers,
            body: body,
            key: key,
            now: now()
        )
    }
}

/// One call under way.
private struct Purchase: Sendable {
    let request: HTTPClientRequest
    let wanted: Int
    let key: Secret?
    let sink: OutputSink
    let mark: SentMark
}

extension OpenAICompatible {
    /// The call itself: send, read the answer, judge it.
    private func run(_ purchase: Purchase) async -> Result<ProviderResponse, ProviderFailure> {
        do {
            // The deadline that counts is `within`'s: this one ends with the head of the answer.
            let response = try await client().execute(purchase.request, timeout: .hours(1))
            guard (200..<300).contains(response.status.code) else {
                // A body that breaks off is judged by what came of it.
                let body = (try? await OpenAICompatible.smallBody(of: response)) ?? []
                return .failure(failure(response, body, purchase.key))
            }
            return await read(response, purchase)
        } catch {
            return .failure(OpenAICompatible.lost(error, sent: purchase.mark.isSet))
        }
    }

    private func read(
        _ response: HTTPClientResponse,
        _ purchase: Purchase
    ) async -> Result<ProviderResponse, ProviderFailure> {
        let traces = KeyTraces(purchase.key)
        let requestID = OpenAICompatible.requestID(response.headers, traces)
        // A provider that was asked for a stream and cannot give one answers as usual.
        var reader = BodyReader(
            wanted: purchase.wanted,
            largestPicture: profile.largestPicture,
            sink: purchase.sink
        )
        do throws(AnswerFault) {
            let ending = try await feed(response, to: &reader, purchase.sink)
            let answer = reader.finish()
            return Result { () throws(ProviderFailure) in
                if let refusal = OpenAICompatible.refusal(in: answer, key: purchase.key) {
                    throw refusal
                }
                return try OpenAICompatible.reply(
                    from: answer,
                    ending: ending,
                    requestID: requestID,
                    traces
                )
            }
        } catch {
            _ = reader.finish()
            return .failure(OpenAICompatible.notTaken(error))
        }
    }

    /// Reads to the end, or to where reading on is of no use.
    ///
    /// - Throws: only `AnswerFault.sinkRefused`
    private func feed(
        _ response: HTTPClientResponse,
        to reader: inout some AnswerReader,
        _ sink: OutputSink
    ) async throws(AnswerFault) -> AnswerEnding {
        let encoding = response.headers[canonicalForm: "Content-Encoding"].joined(separator: ",")
        let packed: UnpackedBody
        do throws(UnpackedBody.Fault) {
            packed = try UnpackedBody(encoding: encoding)
        } catch {
            return .malformed("it came in an encoding that we did not ask for")
        }
        let early = try await feed(response, through: packed, to: &reader, sink)
        reader.endOfBody()
        for partial in reader.takePartials() { await sink.show(partial) }
        if let early { return early }
        guard packed.isWhole || reader.isComplete else {
            return .malformed("what was packed ends too early")
        }
        return OpenAICompatible.ending(response.headers, isComplete: reader.isComplete)
    }

    /// nil: the body was read to its end. Leaving the loop before it closes the connection.
    private func feed(
        _ response: HTTPClientResponse,
        through packed: UnpackedBody,
        to reader: inout some AnswerReader,
        _ sink: OutputSink
    ) async throws(AnswerFault) -> AnswerEnding? {
        var read = 0
        var body = response.body.makeAsyncIterator()
        while true {
            let chunk: ByteBuffer?
            do {
                chunk = try await body.next()
            } catch {
                return OpenAICompatible.cut(error)
            }
            do throws(AnswerFault) {
                guard let chunk else {
                    try packed.end { (bytes) throws(AnswerFault) in
                        try reader.feed(bytes)
                        return true
                    }
                    return nil
                }
                // Packed or not, the limit is for what has to be read.
                let outcome = try chunk.withUnsafeReadableBytes { (bytes) throws(AnswerFault) in
                    try packed.feed(bytes) { (bytes) throws(AnswerFault) in
                        read += bytes.count
                        guard read <= profile.largestAnswer else { return false }
                        try reader.feed(bytes)
                        return true
                    }
                }
                guard read <= profile.largestAnswer else { return .tooLarge }
                guard case .success = outcome else {
                    return .malformed("what was packed is damaged")
                }
            } catch .malformed(let why) {
                return .malformed(why)
            }
            for partial in reader.takePartials() { await sink.show(partial) }
        }
    }
}
