public import Foundation

/// One purchase, or try of one, that the server made for a task.
public struct TaskAttempt: Hashable, Sendable, Decodable {
    public let provider: String?
    public let startedAt: Date?
    public let endedAt: Date?
    /// How it ended, in the server's words.
    public let outcome: String?

    private enum CodingKeys: String, CodingKey {
        case provider, startedAt, endedAt, outcome
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        provider = try values.decodeIfPresent(String.self, forKey: .provider)
        startedAt = try values.moment(.startedAt)
        endedAt = try values.moment(.endedAt)
        outcome = try values.decodeIfPresent(String.self, forKey: .outcome)
    }
}
