import Crypto
public import Foundation

extension Receipt {
    /// Checks that one of the server's keys signed exactly this.
    ///
    /// - Parameter keys: From `AIGenerateClient.receiptKeys(of:)`, or a copy that was kept.
    /// - Throws: `.verification`: the receipt proves nothing then.
    public func verify(with keys: ReceiptKeys) throws(AIGenerateError) {
        guard let signed = CanonicalJSON.bytes(payload) else {
            throw .verification(.malformedReceipt)
        }
        guard let key = keys[keyID] else { throw .verification(.unknownReceiptKey(keyID)) }
        guard key.isSignature(signature, of: Data(signed)) else {
            throw .verification(.receiptMismatch)
        }
        // New members mean a new version, and what they mean nobody here knows.
        let version = payload["version"] ?? .null
        guard version == 1 else {
            throw .verification(
                .unknownReceiptVersion(version.numberValue?.description ?? "none")
            )
        }
    }

    /// The output that these bytes are, to the last one.
    ///
    /// - Throws: `.verification(.notOnReceipt)` when they are none.
    @discardableResult
    public func output(of picture: some DataProtocol) throws(AIGenerateError) -> ReceiptOutput {
        let hash = SHA256.hash(data: Data(picture)).hex
        guard let output = outputs.first(where: { $0.sha256 == hash }) else {
            throw .verification(.notOnReceipt(hash))
        }
        return output
    }
}
