import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// What a receiver or a service answered.
package struct CallAnswer: Hashable, Sendable {
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
    /// Tells a receiver something. `headers` must not hold Host, Content-Length or
    /// Transfer-Encoding.
    package func post(
        _ text: String,
        headers: [(name: String, value: String)],
        body: [UInt8],
        limits: CallLimits = .webhook
    ) async throws(EgressFailure) -> CallAnswer {
        let request = OutgoingRequest(method: .POST, headers: headers, body: body)
        return try await call(request, text, limits)
    }

    /// Asks a service for something, as `post` tells one.
    package func get(
        _ text: String,
        headers: [(name: String, value: String)],
        limits: CallLimits = .service
    ) async throws(EgressFailure) -> CallAnswer {
        try await call(OutgoingRequest(method: .GET, headers: headers), text, limits)
    }

    /// Throws only when there was no answer: once the head has come, the receiver has decided, and a
    /// body that is long, slow or cut changes nothing (else a delivery that was accepted would be
    /// repeated).
    private func call(
        _ request: OutgoingRequest,
        _ text: String,
        _ limits: CallLimits
    ) async throws(EgressFailure) -> CallAnswer {
        let url = try checked(text)
        let start = ContinuousClock.now
        return try await within(limits.times.total) { () async throws(EgressFailure) in
            try await exchange(request, to: url, times: limits.times) { response in
                await CallAnswer(reading: response, limits: limits, since: start)
            }
        }
    }

    func checked(_ text: String) throws(EgressFailure) -> GuardedURL {
        do throws(EgressRefusal) { return try policy.checkSyntax(text) } catch {
            throw .refused(error)
        }
    }
}

extension CallAnswer {
    fileprivate init(
        reading response: HTTPClientResponse,
        limits: CallLimits,
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
