import AIGenerateClient
import Foundation

/// A checked receipt for people.
struct ReceiptText {
    let receipt: Receipt
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
        return (facts + outputs + pictures).joined(separator: "\n")
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
