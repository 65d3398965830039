import Foundation
import NIOHTTP1

/// An answer that could not be read.
public struct UnexpectedAnswer: Hashable, Sendable, CustomStringConvertible {
    /// Where the reading stopped and why, for a person.
    public let description: String
    public let requestID: String?

    init(_ error: any Error, path: String, _ headers: HTTPHeaders) {
        requestID = headers.first(name: "x-request-id")
        description = "The answer to \(path) is not understood: \(Self.reason(error))"
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, let context):
            return "\(place(context.codingPath + [key])) is missing."
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            return "\(place(context.codingPath)): \(context.debugDescription)"
        @unknown default:
            return "\(error)"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.isEmpty ? "the document" : path.map(\.stringValue).joined(separator: ".")
    }
}
