import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// What a receiver answered.
package struct PostAnswer: Hashable, Sendable {
    /// Any status: a redirect is an answer, and is not followed.
    package let status: Int
    /// `Retry-After` in its form of whole seconds. The form with a date is ignored: it would need
    /// the receiver's clock.
    package let retryAfter: Duration?
    /// The first bytes of the body.
    package let bodyStart: [UInt8]
    /// False when the body went on after the limit, stalled until the deadline, or broke off.
    package let isWhole: Bool
    /// From the call until the answer was read.
    package let duration: Duration
}

extension GuardedClient {
    /// Tells a receiver something. Throws only when there was no answer: once the head has come,
    /// the receiver has decided, and a body that is long, slow or cut changes nothing (else a
    /// delivery that was accepted would be repeated).
    ///
    /// `headers` must not hold Host, Content-Length or Transfer-Encoding.
    package func post(
        _ text: String,
        headers: [(name: String, value: String)],
        body: [UInt8],
        limits: PostLimits = .webhook
    ) async throws(EgressFailure) -> PostAnswer {
        let url = try checked(text)
        let request = OutgoingRequest(method: .POST, headers: headers, body: body)
        let start = ContinuousClock.now
        return try await within(limits.times.total) { () async throws(EgressFailure) in
            try await exchange(request, to: url, times: limits.times) { response in
                await PostAnswer(reading: response, limits: limits, since: start)
            }
        }
    }

    func checked(_ text: String) throws(EgressFailure) -> GuardedURL {
        do throws(EgressRefusal) { return try policy.checkSyntax(text) } catch {
            throw .refused(error)
        }
    }
}

extension PostAnswer {
    fileprivate init(
        reading response: HTTPClientResponse,
        limits: PostLimits,
        since start: ContinuousClock.Instant
    ) async {
        var kept: [UInt8] = []
        var seen = 0
        var isWhole = true
        do {
            for try await chunk in response.body {
                seen += chunk.readableBytes
                kept += chunk.readableBytesView.prefix(limits.keptBytes - kept.count)
                isWhole = seen <= limits.answerBytes
                guard isWhole else { break }
            }
        } catch {
            isWhole = false
        }
        let seconds = response.headers.first(name: "Retry-After").flatMap { Int32($0) }
        self.init(
            status: Int(response.status.code),
            retryAfter: seconds.flatMap { $0 >= 0 ? .seconds($0) : nil },
            bodyStart: kept,
            isWhole: isWhole,
            duration: ContinuousClock.now - start
        )
    }
}
