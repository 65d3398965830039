import Foundation
import NIOHTTP1

/// A refusal of the server, as it words it. Nothing was charged for the call.
public struct ServerError: Hashable, Sendable {
    /// The contract's code: 401, 402, 422, 433 (a spend cap) …; the HTTP status where the answer
    /// was not ours (a proxy's error page).
    public let code: Int
    /// The HTTP status.
    public let status: Int
    /// What happened and what to do, for a person.
    public let message: String
    /// The kind of refusal, for a program: `insufficient_credits`, `rate_limit_exceeded` …
    public let type: String?
    /// The exact reason, for a program.
    public let reason: String?
    /// The field that the refusal is about: `input.size`.
    public let param: String?
    /// Where the refusal is explained.
    public let docs: String?
    /// What to quote to the operator of the server.
    public let requestID: String?
    /// How long the server asks to wait before trying again.
    public let retryAfter: Duration?
    /// What the server says about trying the same request again, where it says so.
    public let shouldRetry: Bool?

    /// Trying the same request later is right: a rate limit, maintenance, a fault of the server.
    public var isTemporary: Bool {
        if shouldRetry == false { return false }
        return status == 429 || status == 408 || status >= 500
    }
}

extension ServerError: CustomStringConvertible {
    public var description: String {
        let words = [
            param.map { "field \($0)" },
            retryAfter.map { "try again after \($0.components.seconds) s" },
            requestID.map { "request \($0)" },
        ]
        let notes = words.compactMap { $0 }
        return "\(code): \(message)" + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
    }
}

extension ServerError {
    init(status: Int, headers: HTTPHeaders, body: Data) {
        // A body that is not ours (a proxy's page) is no reason to lose the status.
        let wire = try? JSONDecoder().decode(Wire.self, from: body)
        let text = wire?.msg ?? wire?.error?.message
        self.init(
            code: wire?.code ?? status,
            status: status,
            message: text ?? "The server answered with HTTP status \(status) and no reason.",
            type: wire?.error?.type,
            reason: wire?.error?.code,
            param: wire?.error?.param,
            docs: wire?.error?.docs,
            requestID: headers.first(name: "x-request-id"),
            retryAfter: headers.retryAfter,
            shouldRetry: headers.first(name: "x-should-retry").map { $0 == "true" }
        )
    }

    private struct Wire: Decodable {
        let code: Int?
        let msg: String?
        let error: Detail?

        struct Detail: Decodable {
            let type: String?
            let code: String?
            let param: String?
            let docs: String?
            let message: String?
        }
    }
}
