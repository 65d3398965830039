public import Foundation

/// Everything the server says about one task.
public struct TaskRecord: Hashable, Sendable {
    /// The server's id, `task_…`.
    public let taskID: String
    /// The id that the caller gave, where it gave one.
    public let clientTaskID: String?
    /// The slug that was ordered.
    public let model: String
    public let state: TaskState
    /// 0 to 100.
    public let progress: Int
    /// The whole body that created the task, as JSON text.
    public let param: String?
    /// The images, when `state` is `success`; otherwise empty.
    public let outputs: [TaskOutput]
    /// A number as text, `"400"`; nil unless the task failed.
    public let failCode: String?
    /// What happened, was it charged, what now: for a person. Nil unless the task failed.
    public let failMsg: String?
    /// Why it failed, for a program.
    public let failClass: FailClass?
    /// From accepting the task to its end.
    public let costTime: Duration?
    public let createTime: Date
    public let updateTime: Date?
    public let completeTime: Date?
    /// When the files are deleted.
    public let expiresAt: Date?
    /// What was charged, in credits with 2 decimals; 0 on failure, nil until the end.
    public let creditsConsumed: Decimal?
    /// What was charged, in dollars, exact to 6 decimals; nil until the end.
    public let usdConsumed: Decimal?
    public let metadata: [String: String]
    public let attempts: [TaskAttempt]
    /// Signed proof of what was delivered and paid; nil until the end.
    public let receipt: Receipt?
    /// The whole record as it came, with what this library has no name for.
    public let raw: JSON

    public var resultURLs: [URL] { outputs.map(\.url) }

    /// The seed that the images were made from, where it is known.
    public var seed: Int64? {
        raw["seed"]?.numberValue.flatMap { Int64($0.description) } ?? outputs.first?.seed
    }
}

extension TaskRecord: Decodable {
    private enum CodingKeys: String, CodingKey {
        case taskId, clientTaskId, model, state, progress, param, resultJson, outputs, failCode
        case failMsg, failClass, costTime, createTime, updateTime, completeTime, expiresAt
        case creditsConsumed, usdConsumed, metadata, attempts, receipt
    }

    public init(from decoder: any Decoder) throws {
        try self.init(from: decoder, costTimeUnit: .milliseconds(1))
    }

    /// Records count `costTime` in milliseconds, callbacks in seconds.
    init(from decoder: any Decoder, costTimeUnit: Duration) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        taskID = try values.decode(String.self, forKey: .taskId)
        clientTaskID = try values.decodeIfPresent(String.self, forKey: .clientTaskId)
        model = try values.decode(String.self, forKey: .model)
        state = try values.decode(TaskState.self, forKey: .state)
        progress = try values.decodeIfPresent(Int.self, forKey: .progress) ?? 0
        param = try values.decodeIfPresent(String.self, forKey: .param)
        outputs =
            try values.decodeIfPresent([TaskOutput].self, forKey: .outputs)
            ?? Self.outputs(resultJSON: values.decodeIfPresent(String.self, forKey: .resultJson))
        failCode = try values.decodeIfPresent(String.self, forKey: .failCode)
        failMsg = try values.decodeIfPresent(String.self, forKey: .failMsg)
        failClass = try values.decodeIfPresent(FailClass.self, forKey: .failClass)
        costTime = try values.decodeIfPresent(Double.self, forKey: .costTime).flatMap {
            // More than a duration can hold is no time.
            $0.magnitude < 1e15 ? costTimeUnit * $0 : nil
        }
        createTime = try values.requiredMoment(.createTime)
        updateTime = try values.moment(.updateTime)
        completeTime = try values.moment(.completeTime)
        expiresAt = try values.moment(.expiresAt)
        creditsConsumed = try values.decodeIfPresent(Decimal.self, forKey: .creditsConsumed)
        usdConsumed = try values.decodeIfPresent(Decimal.self, forKey: .usdConsumed)
        metadata = try values.decodeIfPresent([String: String].self, forKey: .metadata) ?? [:]
        attempts = try values.decodeIfPresent([TaskAttempt].self, forKey: .attempts) ?? []
        // One of another form is nobody's proof, and no reason to withhold the record.
        receipt = try? values.decodeIfPresent(Receipt.self, forKey: .receipt)
        raw = try JSON(from: decoder)
    }

    /// Servers that list no `outputs` name the addresses in a document inside a string.
    private static func outputs(resultJSON: String?) throws -> [TaskOutput] {
        struct Result: Decodable { let resultUrls: [URL] }
        guard let resultJSON else { return [] }
        return try JSONDecoder().decode(Result.self, from: Data(resultJSON.utf8)).resultUrls
            .map(TaskOutput.init(url:))
    }
}
