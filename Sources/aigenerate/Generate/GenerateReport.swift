import AIGenerateClient
import Foundation

/// The one object that `--json` writes.
enum GenerateReport {
    enum Ending {
        case ended(TaskRecord, files: [SavedFile])
        case quote(Quote, model: String)
        case failure(
            AIGenerateError?,
            message: String,
            order: GenerateOrder,
            trace: OrderTrace,
            AIGenerateClient
        )
        case interrupted(order: GenerateOrder, trace: OrderTrace, AIGenerateClient)
    }

    static func write(_ ending: Ending) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(object(ending)), as: UTF8.self)
        try Output.write(text + "\n")
    }

    static func object(_ ending: Ending) -> JSON {
        switch ending {
        case .ended(let record, let files): ended(record, files)
        case .quote(let quote, let model):
            .object([
                "model": .string(model),
                "quoteId": text(quote.quoteID),
                "max": amount(quote.max),
                "expected": quote.expected.map(amount) ?? .null,
                "rule": text(quote.rule),
            ])
        case .failure(let error, let message, let order, let trace, let client):
            failure(error, message, order, known(trace, client))
        case .interrupted(let order, let trace, let client):
            .object(
                known(trace, client).merging([
                    "clientTaskId": .string(order.taskID), "error": ["type": "interrupted"],
                ]) { $1 }
            )
        }
    }

    /// What is needed to fetch by hand what was bought.
    private static func known(_ trace: OrderTrace, _ client: AIGenerateClient) -> [String: JSON] {
        guard let taskID = trace.taskID else { return [:] }
        return [
            "taskId": .string(taskID), "state": text(trace.record?.state.rawValue),
            "files": .array(trace.savedFiles.map(file)),
            "unsaved": .array(
                trace.unsaved.map { output in
                    .object([
                        "url": .string(client.address(of: output)), "sha256": text(output.sha256),
                        "bytes": number(output.bytes), "mime": text(output.mime),
                    ])
                }
            ),
        ]
    }

    private static func ended(_ record: TaskRecord, _ files: [SavedFile]) -> JSON {
        .object([
            "taskId": .string(record.taskID),
            "clientTaskId": text(record.clientTaskID),
            "model": .string(record.model),
            "state": .string(record.state.rawValue),
            "failClass": text(record.failClass?.rawValue),
            "failMsg": text(record.failMsg),
            "creditsConsumed": record.creditsConsumed.map(JSON.number) ?? .null,
            "usdConsumed": record.usdConsumed.map(JSON.number) ?? .null,
            "seed": number(record.seed),
            "files": .array(files.map(file)),
        ])
    }

    private static func file(_ file: SavedFile) -> JSON {
        .object([
            "path": .string(file.path),
            "url": .string(file.output.url.absoluteString),
            "bytes": number(file.bytes),
            "sha256": text(file.output.sha256),
            "mime": text(file.output.mime),
            "width": number(file.output.width.map(Int64.init)),
            "height": number(file.output.height.map(Int64.init)),
        ])
    }

    private static func failure(
        _ error: AIGenerateError?,
        _ message: String,
        _ order: GenerateOrder,
        _ known: [String: JSON]
    ) -> JSON {
        var members: [String: JSON] = ["message": .string(error?.description ?? message)]
        var object = known.merging(["clientTaskId": .string(order.taskID)]) { $1 }
        switch error {
        case .server(let answer):
            members["type"] = text(answer.type)
            members["code"] = number(Int64(answer.code))
            members["param"] = text(answer.param)
            members["requestId"] = text(answer.requestID)
        case .timedOut(let taskID, let lastSeen):
            members["type"] = "timed_out"
            object["taskId"] = .string(taskID)
            object["state"] = text(lastSeen?.state.rawValue)
        default:
            members["type"] = "unexpected"
        }
        object["error"] = .object(members)
        return .object(object)
    }

    private static func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }

    private static func number(_ value: Int64?) -> JSON {
        value.map { .number(Decimal($0)) } ?? .null
    }

    private static func amount(_ amount: Amount) -> JSON {
        .object(["credits": .number(amount.credits), "usd": .number(amount.usd)])
    }
}
