import Crypto
import Foundation

/// Proof of what a task was, what it delivered and what was paid: signed once, when the task ends,
/// and the same for ever after.
package struct Receipt: Hashable, Sendable {
    /// What is signed: as canonical JSON, byte for byte `payload.bytes()`.
    package let payload: JSONValue
    package let keyID: String
    /// Ed25519, 64 bytes.
    package let signature: [UInt8]

    /// The receipt of an ended task.
    package init(_ task: MediaTask, signedBy key: ReceiptKey) throws {
        payload = Receipt.payload(of: task)
        keyID = key.id
        signature = try key.sign(payload.bytes())
    }

    package init?(json: JSONValue) {
        guard let payload = json["payload"], payload.objectValue != nil,
            let keyID = json["keyId"]?.stringValue,
            let text = json["signature"]?.stringValue, let bytes = Data(base64Encoded: text)
        else { return nil }
        self.payload = payload
        self.keyID = keyID
        signature = Array(bytes)
    }

    package var json: JSONValue {
        [
            "payload": payload, "keyId": .string(keyID),
            "signature": .string(Data(signature).base64EncodedString()),
        ]
    }

    package func isSigned(by key: PublicReceiptKey) -> Bool {
        guard key.id == keyID,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: Data(key.bytes))
        else { return false }
        return key.isValidSignature(Data(signature), for: Data(payload.bytes()))
    }
}
