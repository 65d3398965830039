public import Foundation

/// The answer to an accepted order. The task can be asked for at once.
public struct CreatedTask: Hashable, Sendable, Decodable {
    /// The server's id, `task_…`.
    public let taskID: String
    public let state: TaskState?
    /// The most that it can cost, held from the balance until the end.
    public let credits: Decimal?
    public let usd: Decimal?
    /// Fields that were accepted and do nothing, and the like.
    public let warnings: [String]
    /// The task existed already: this was a repetition, and nothing was made or held anew.
    public internal(set) var isReplay = false

    private enum CodingKeys: String, CodingKey {
        case taskId, state, credits, usd, warnings
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        taskID = try values.decode(String.self, forKey: .taskId)
        state = try values.decodeIfPresent(TaskState.self, forKey: .state)
        credits = try values.decodeIfPresent(Decimal.self, forKey: .credits)
        usd = try values.decodeIfPresent(Decimal.self, forKey: .usd)
        warnings = try values.decodeIfPresent([String].self, forKey: .warnings) ?? []
    }
}
