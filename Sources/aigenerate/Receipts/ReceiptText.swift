import AIGenerateClient
import Foundation

/// A checked receipt for people.
struct ReceiptText {
    let receipt: Receipt
    let proof: RecordProof
    let pictures: [String]

    var text: String {
        let facts = [
            "Genuine: signed by the server's key \(receipt.keyID).",
            "task: \(word("taskId")), \(word("state"))\(failure)",
            "model: \(word("model"))\(servedBy)",
            "charged: \(money(receipt.chargedMicroUSD)) of \(money(receipt.heldMicroUSD)) held",
            "payer: \(word("payer")), price version \(word("priceVersion"))",
            "ended: \(ended)",
        ]
        let outputs = receipt.outputs.map { "picture: \($0.mime), \($0.bytes) bytes, \($0.sha256)" }
        return (facts + outputs + pictures + limits).joined(separator: "\n")
    }

    /// What the document says beside the receipt, which anybody may have written.
    private var limits: [String] {
        var lines: [String] = []
        if !proof.unproved.isEmpty {
            lines += ["Not proved:"] + LineWrap.lines(proof.unproved, columns: 80)
        }
        if !proof.links.isEmpty {
            lines.append("Of links only the file's name is proved, not host, path or signature:")
            lines += LineWrap.lines(proof.links, columns: 80)
        }
        return lines
    }

    private var failure: String {
        receipt.payload["failClass"]?.stringValue.map { " (\($0))" } ?? ""
    }

    private var servedBy: String {
        receipt.payload["servedBy"]?.stringValue.map { ", served by \($0)" } ?? ""
    }

    private var ended: String {
        receipt.completeTime?.ISO8601Format() ?? "–"
    }

    private func money(_ amount: Int64?) -> String {
        amount.map { "$\(Decimal($0) / 1_000_000)" } ?? "–"
    }

    private func word(_ name: String) -> String {
        receipt.payload[name]?.stringValue ?? "–"
    }
}
