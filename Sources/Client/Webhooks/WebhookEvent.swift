public import Foundation

/// A callback's body: a task has ended. Verify it before you read it.
public struct WebhookEvent: Hashable, Sendable, Decodable {
    /// 200 when the task succeeded, 501 when it failed.
    public let code: Int
    public let msg: String
    /// The record as it ended.
    public let task: TaskRecord

    private enum CodingKeys: String, CodingKey {
        case code, msg, data
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        code = try values.decode(Int.self, forKey: .code)
        msg = try values.decode(String.self, forKey: .msg)
        // Records count the time in milliseconds, callbacks in seconds (as kie.ai does).
        task = try TaskRecord(
            from: values.superDecoder(forKey: .data),
            costTimeUnit: .seconds(1)
        )
    }

    /// - Throws: `.verification(.malformedBody)`.
    public init(body: some DataProtocol) throws(AIGenerateError) {
        do {
            self = try JSONDecoder().decode(WebhookEvent.self, from: Data(body))
        } catch {
            throw .verification(.malformedBody)
        }
    }
}
