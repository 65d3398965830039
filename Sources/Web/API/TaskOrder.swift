import Domain
import Foundation
import HTTPTypes
import Storage

/// A createTask body with its fields checked, before the model is looked at.
struct TaskOrder: Sendable {
    /// The body as canonical JSON: what the record keeps.
    let body: String
    let model: String
    let input: [String: JSONValue]
    let callbackURL: String?
    let clientID: ClientTaskID?
    let metadata: [String: String]
    let quoteID: String?
    let replayKey: ReplayKey?
    /// SHA-256 of method, path and canonical body.
    let fingerprint: String
    /// Names of kie's that are taken and not used.
    let warnings: [String]
    private let newID = NewTaskID()

    private static let known: Set<String> = [
        "model", "input", "callBackUrl", "taskId", "metadata", "quoteId",
    ]

    /// - fingerprint: what makes two requests equal, where the body is not what the caller sent.
    init(
        body: [String: JSONValue],
        headers: HTTPFields,
        path: String,
        fingerprint: String? = nil
    ) throws(APIError) {
        let canonical = JSONValue.object(body).bytes()
        self.body = UntrustedText.cut(canonical)
        var warnings: [String] = []
        let others = body.keys.filter { !Self.known.contains($0) }
        for name in others.sorted(by: { $0.isBefore($1) }) {
            guard InputRules.withoutEffect.contains(name) else {
                throw .malformed(
                    "Unknown field '\(name.shortened())'. Allowed: "
                        + Self.known.sorted().joined(separator: ", ")
                        + ". The model's own fields go into 'input'.",
                    param: name.shortened()
                )
            }
            warnings.append("'\(name)' is accepted and has no effect.")
        }
        self.warnings = warnings
        guard let model = body["model"]?.stringValue, !model.isEmpty else {
            throw .malformed("'model' must be the slug of a model, a string.", param: "model")
        }
        self.model = model
        guard let input = body["input"]?.objectValue else {
            throw .malformed(
                "'input' must be an object with the model's fields, such as 'prompt'.",
                param: "input"
            )
        }
        self.input = input
        // JSON with one is refused where it is read; texts of forms come here without having been.
        let unreadable =
            input.first { $0.value.holdsNUL }
            ?? body.first { $0.key != "input" && $0.value.holdsNUL }
        if let name = unreadable?.key {
            throw .malformed(
                "'\(name)' holds a NUL character, which no text may hold.",
                param: name
            )
        }
        callbackURL = try Self.text("callBackUrl", in: body)
        quoteID = try Self.text("quoteId", in: body)
        clientID = try Self.clientID(in: body)
        metadata = try Self.metadata(in: body)
        replayKey = try Self.replayKey(clientID, headers, path)
        self.fingerprint = fingerprint ?? Self.fingerprint(path, canonical: canonical)
    }

    static func fingerprint(_ path: String, _ body: [String: JSONValue]) -> String {
        fingerprint(path, canonical: JSONValue.object(body).bytes())
    }

    private static func fingerprint(_ path: String, canonical: [UInt8]) -> String {
        SHA256Text.hex(of: Array("POST /api/v1/jobs/\(path)\n".utf8) + canonical)
    }

    private static func text(
        _ name: String,
        in body: [String: JSONValue]
    ) throws(APIError) -> String? {
        guard let value = body[name], !value.isNull else { return nil }
        guard let text = value.stringValue else {
            throw .malformed("'\(name)' must be a string, not \(value.typeName).", param: name)
        }
        // kie's clients send an empty callBackUrl for none.
        return text.isEmpty ? nil : text
    }

    private static func clientID(in body: [String: JSONValue]) throws(APIError) -> ClientTaskID? {
        guard let text = try text("taskId", in: body) else { return nil }
        guard let id = ClientTaskID(text) else {
            throw .unprocessable(
                "'taskId' must be 16 to 64 letters, digits, '_' or '-', and must not start with "
                    + "'task_'.",
                param: "taskId"
            )
        }
        return id
    }

    private static func metadata(
        in body: [String: JSONValue]
    ) throws(APIError) -> [String: String] {
        guard let value = body["metadata"], !value.isNothing else { return [:] }
        let pairs = value.objectValue?.compactMapValues(\.stringValue)
        guard let pairs, pairs.count == value.objectValue?.count,
            pairs.count <= Limits.metadataPairs,
            pairs.allSatisfy({
                $0.key.utf8.count <= 64 && $0.value.utf8.count <= Limits.metadataText
            })
        else {
            throw .unprocessable(
                "'metadata' must be an object of at most \(Limits.metadataPairs) strings "
                    + "(names up to 64, values up to \(Limits.metadataText) bytes).",
                param: "metadata"
            )
        }
        return pairs
    }

    /// The first that is present decides; the others are neither read nor stored.
    private static func replayKey(
        _ clientID: ClientTaskID?,
        _ headers: HTTPFields,
        _ path: String
    ) throws(APIError) -> ReplayKey? {
        if let clientID { return .clientTask(clientID) }
        if let name = HeaderName.idempotencyKey, let text = headers[name] {
            guard (1...Limits.headerKey).contains(text.utf8.count) else {
                throw .malformed("'Idempotency-Key' must have 1 to \(Limits.headerKey) characters.")
            }
            return .idempotencyKey(text, endpoint: path)
        }
        if let name = HeaderName.requestID, let text = headers[name],
            (1...Limits.headerKey).contains(text.utf8.count)
        {
            return .requestID(text, endpoint: path)
        }
        return nil
    }

    /// Made once per request, outside the transaction, which may run more than once.
    func taskID(_ house: House) -> TaskID {
        newID.value { house.store.identifiers.task(at: house.store.clock.wall()) }
    }
}

/// An id that is made when it is first asked for.
///
/// `@unchecked Sendable`: `made` is protected by `lock`.
private final class NewTaskID: @unchecked Sendable {
    private let lock = NSLock()
    private var made: TaskID?

    func value(_ make: () -> TaskID) -> TaskID {
        lock.withLock {
            let id = made ?? make()
            made = id
            return id
        }
    }
}
