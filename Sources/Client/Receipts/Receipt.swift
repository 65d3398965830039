public import Foundation

/// What the server signed when a task ended: what it was, what it delivered, what was paid. Read it
/// after `verify(with:)`; before that anybody may have written it.
public struct Receipt: Hashable, Sendable {
    /// Everything that is signed.
    public let payload: JSON
    /// Which of the server's keys signed.
    public let keyID: String
    /// Ed25519, over the payload as canonical JSON.
    public let signature: Data

    public var taskID: String? { payload["taskId"]?.stringValue }
    /// The slug that was ordered.
    public var model: String? { payload["model"]?.stringValue }
    public var state: TaskState? { payload["state"]?.stringValue.flatMap(TaskState.init) }
    /// What was charged, in millionths of a dollar.
    public var chargedMicroUSD: Int64? { number("chargedMicroUsd") }
    /// What was held from order to end, in millionths of a dollar.
    public var heldMicroUSD: Int64? { number("heldMicroUsd") }
    public var outputs: [ReceiptOutput] {
        (payload["outputs"]?.arrayValue ?? []).compactMap(ReceiptOutput.init)
    }
    public var completeTime: Date? {
        number("completeTime").map { Date(timeIntervalSince1970: Double($0) / 1_000) }
    }

    func number(_ name: String) -> Int64? {
        payload[name]?.numberValue.flatMap { Int64($0.description) }
    }
}

/// A picture as the receipt names it.
public struct ReceiptOutput: Hashable, Sendable {
    /// Lower-case hex.
    public let sha256: String
    public let bytes: Int64
    public let mime: String

    init?(_ json: JSON) {
        guard let sha256 = json["sha256"]?.stringValue, let mime = json["mime"]?.stringValue,
            let bytes = json["bytes"]?.numberValue.flatMap({ Int64($0.description) })
        else { return nil }
        self.sha256 = sha256
        self.bytes = bytes
        self.mime = mime
    }
}

extension Receipt: Codable {
    private enum CodingKeys: String, CodingKey {
        case payload, keyId, signature
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        payload = try values.decode(JSON.self, forKey: .payload)
        keyID = try values.decode(String.self, forKey: .keyId)
        signature = try values.decode(Data.self, forKey: .signature)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(payload, forKey: .payload)
        try values.encode(keyID, forKey: .keyId)
        try values.encode(signature, forKey: .signature)
    }

    /// Finds the receipt in what people keep: the receipt alone, a record, an answer of the API or
    /// a callback's body.
    ///
    /// - Throws: `.verification`: `.malformedReceipt`, or `.repeatedMember` for a document that
    ///   readers may understand in two ways.
    public init(document: some DataProtocol) throws(AIGenerateError) {
        let bytes = Data(document)
        guard let found = Self.find(in: bytes)?.receipt,
            let text = try? JSONEncoder().encode(found),
            let receipt = try? JSONDecoder().decode(Receipt.self, from: text),
            // Base64 has more than one text for some bytes; the server writes one of them.
            found["signature"]?.stringValue == receipt.signature.base64EncodedString()
        else { throw .verification(.malformedReceipt) }
        guard !RepeatedNames.exist(in: bytes) else { throw .verification(.repeatedMember) }
        self = receipt
    }

    /// The receipt in a document, and the record that it stands in; nil: it stands alone.
    static func find(in document: Data) -> FoundReceipt? {
        // Not in UTF-16 or UTF-32, which the decoder would read, too.
        guard !document.contains(0),
            let whole = try? JSONDecoder().decode(JSON.self, from: document)
        else { return nil }
        if whole["payload"] != nil { return FoundReceipt(receipt: whole) }
        if let receipt = whole["receipt"], receipt["payload"] != nil {
            return FoundReceipt(receipt: receipt, record: whole.objectValue)
        }
        if let record = whole["data"], let receipt = record["receipt"], receipt["payload"] != nil {
            return FoundReceipt(
                receipt: receipt,
                record: record.objectValue,
                envelope: (whole.objectValue ?? [:]).filter { $0.key != "data" }
            )
        }
        return nil
    }
}

/// A receipt in a document, with what stands around it.
struct FoundReceipt {
    let receipt: JSON
    /// The record that the receipt is a member of.
    var record: [String: JSON]?
    /// What stands beside the record.
    var envelope: [String: JSON] = [:]
}
