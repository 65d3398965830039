import AsyncHTTPClient
import Domain
import Egress
import Foundation
import NIOCore
import NIOHTTP1

// How calls end that do not end well.
extension OpenAICompatible {
    /// A call that gave no answer. If it was `sent`, its body had begun to leave, so a purchase
    /// cannot be ruled out.
    static func lost(_ error: any Error, sent: Bool) -> ProviderFailure {
        let detail = describe(error)
        // A request that stays short of its announced length is not acted on.
        guard sent, !(error is OutgoingBody.UnreadableInput) else {
            if let own = OwnFault.detail(of: error) { return .notSent(detail: own) }
            let isOwn = error is OutgoingBody.UnreadableInput || OwnFault.isOutOfDescriptors
            return isOwn
                ? .notSent(detail: detail) : .retry(after: nil, detail: "not sent: " + detail)
        }
        return .uncertain(cause(of: error), detail: detail)
    }

    /// The sink takes no more of an answer.
    static func notTaken(_ fault: AnswerFault) -> ProviderFailure {
        if case .sinkRefused(let error as NoRoom) = fault {
            return .notKept(detail: error.detail)
        }
        return .unusable(detail: "the picture could not be kept: \(fault)")
    }

    /// An answer with status 200 whose rest did not come.
    static func cut(_ error: any Error) -> AnswerEnding {
        .cut(cause(of: error), detail: "the answer was cut: " + describe(error))
    }

    /// An answer whose body came to an end.
    static func ending(_ headers: HTTPHeaders, isComplete: Bool) -> AnswerEnding {
        if isComplete { return .complete }
        if Task.isCancelled { return .cut(.cancelled, detail: "cancelled while the answer came") }
        // Without a length nothing tells the end of the answer from the end of the connection.
        let isDelimited =
            headers.contains(name: "Content-Length") || headers.contains(name: "Transfer-Encoding")
        guard isDelimited else { return .cut(.connectionLost, detail: "the answer was cut") }
        return .malformed("the text ends too early")
    }

    private static func cause(of error: any Error) -> ProviderFailure.UncertainCause {
        if error is CancellationError || Task.isCancelled { return .cancelled }
        let timeouts: [HTTPClientError] = [.readTimeout, .writeTimeout, .deadlineExceeded]
        if let error = error as? HTTPClientError, timeouts.contains(error) { return .timeout }
        return .connectionLost
    }

    /// An error of the HTTP client in a few words, without anything of the request.
    static func describe(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        case let error as IOError: describe(error.errnoCode)
        case is CancellationError: "cancelled"
        case is OutgoingBody.UnreadableInput: "an input picture could not be read"
        default: "\(type(of: error))"
        }
    }

    private static func describe(_ code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET, EPIPE: "connection reset"
        case ETIMEDOUT: "the connection timed out"
        case EHOSTUNREACH, ENETUNREACH: "there is no way to the host"
        default: "the connection failed (errno \(code))"
        }
    }

    /// The body of an answer that should be short, unpacked; what is longer is cut off.
    static func smallBody(of response: HTTPClientResponse) async throws -> [UInt8] {
        let encoding = response.headers[canonicalForm: "Content-Encoding"].joined(separator: ",")
        let packed = try UnpackedBody(encoding: encoding)
        var body: [UInt8] = []
        let take = { (bytes: UnsafeRawBufferPointer) -> Bool in
            body.append(contentsOf: bytes.prefix(longestSmallBody - body.count))
            return body.count < longestSmallBody
        }
        for try await chunk in response.body {
            let outcome = chunk.withUnsafeReadableBytes { packed.feed($0, take) }
            guard case .success = outcome, body.count < longestSmallBody else { return body }
        }
        packed.end(take)
        // A mark before the text is no part of it.
        return body.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(body.dropFirst(3)) : body
    }

    /// Ends a call that takes too long. The client's own deadline stops at the head of an answer;
    /// this one covers the body too, however slowly it drips. The call itself is always waited for:
    /// after the deadline, or when our own task was cancelled, it still says whether anything had
    /// been sent or had arrived.
    static func within<Value: Sendable>(
        _ limit: Duration,
        _ call: @escaping @Sendable () async -> Result<Value, ProviderFailure>
    ) async -> Result<Value, ProviderFailure> {
        let (result, isLate) = await withDeadline(limit, call)
        return isLate ? late(result) : result
    }

    /// The call was cancelled by the deadline, not by our caller.
    private static func late<Value>(
        _ result: Result<Value, ProviderFailure>
    ) -> Result<Value, ProviderFailure> {
        guard case .failure(.uncertain(.cancelled, _)) = result else { return result }
        return .failure(.uncertain(.timeout, detail: "no whole answer within the time allowed"))
    }
}
