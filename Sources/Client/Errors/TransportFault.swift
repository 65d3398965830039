import AsyncHTTPClient
import Foundation
import NIOCore

/// The network's part in a failed call.
public struct TransportFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, for a person.
    public let description: String
    /// The same request may well succeed a moment later.
    public let isTemporary: Bool

    static func tooSlow(_ limit: Duration) -> TransportFault {
        TransportFault(
            description: "The server did not answer within \(limit.components.seconds) s.",
            isTemporary: true
        )
    }

    private init(description: String, isTemporary: Bool) {
        self.description = description
        self.isTemporary = isTemporary
    }

    init(_ error: any Error) {
        switch error {
        case let fault as TransportFault:
            self = fault
        case is NIOTooManyBytesError:
            self.init(
                description: "The answer is larger than \(Limits.answerBytes >> 20) MB.",
                isTemporary: false
            )
        case let error as HTTPClientError:
            self.init(
                description: "The server cannot be reached: \(error.shortDescription).",
                isTemporary: !Self.permanent.contains(error)
            )
        case let error as IOError:
            // The error's own text is about the socket call that failed.
            let reason = String(cString: strerror(error.errnoCode))
            self.init(description: "The connection failed: \(reason).", isTemporary: true)
        default:
            self.init(description: "The connection failed: \(error).", isTemporary: true)
        }
    }

    /// Our own mistakes: trying again changes nothing.
    private static let permanent: [HTTPClientError] = [
        .alreadyShutdown, .invalidURL, .emptyHost, .emptyScheme, .missingSocketPath,
    ]
}
