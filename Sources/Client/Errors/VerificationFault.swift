/// What did not match.
public enum VerificationFault: Hashable, Sendable, CustomStringConvertible {
    /// A header that the signature needs is not there (its name in lower case).
    case missingHeader(String)
    /// The time stamp is not a number of seconds.
    case malformedTimestamp
    /// The message was signed longer ago, or further in the future, than is tolerated: a replay, or
    /// a clock that is wrong.
    case timestampOutsideTolerance
    /// The secret is not `whsec_` and base64.
    case malformedSecret
    /// No signature in the header fits any of the secrets.
    case signatureMismatch
    /// The body, although it may be genuine, is not a callback of a task.
    case malformedBody
    /// The text is not a receipt.
    case malformedReceipt
    /// The document has a member twice, so that readers disagree about what it says.
    case repeatedMember
    /// The receipt is genuine, and of a version (as it stands in it) that this client is too old for.
    case unknownReceiptVersion(String)
    /// The receipt is signed by a key (its id) that is not among those given.
    case unknownReceiptKey(String)
    /// The signature is not that key's, or what was signed has been changed.
    case receiptMismatch
    /// The receipt is genuine, and the record around it says otherwise in these members.
    case contradictsReceipt([String])
    /// No output on the receipt has this SHA-256 (in hex).
    case notOnReceipt(String)
    /// The downloaded bytes are not those that the record describes (hashes in hex).
    case hashMismatch(expected: String, actual: String)

    public var description: String {
        switch self {
        case .missingHeader(let name): "The header \(name) is missing."
        case .malformedTimestamp: "The time stamp is not a number of seconds."
        case .timestampOutsideTolerance: "The time stamp is too far from now."
        case .malformedSecret: "The secret is not whsec_ followed by base64."
        case .signatureMismatch: "No signature fits the secret."
        case .malformedBody: "The body is not a task's callback."
        case .malformedReceipt: "This is not a receipt."
        case .repeatedMember:
            "The document has a member twice, so that readers disagree about what it says."
        case .unknownReceiptVersion(let version):
            "The receipt has version \(version), and this program knows version 1 only: use a "
                + "newer one."
        case .unknownReceiptKey(let id): "None of the keys is \(id), which the receipt names."
        case .receiptMismatch:
            "The signature does not fit: the receipt was changed, or another key signed it."
        case .contradictsReceipt(let names):
            "The receipt is genuine, and the record around it says otherwise: "
                + names.joined(separator: ", ") + "."
        case .notOnReceipt(let hash): "No picture on the receipt has the SHA-256 \(hash)."
        case .hashMismatch(let expected, let actual):
            "The file's SHA-256 is \(actual), the record says \(expected)."
        }
    }
}
