public import Foundation

extension Receipt {
    /// What the record around a receipt says otherwise than the receipt itself, by the names of the
    /// record's members; empty for a receipt that stands alone. Amounts are compared in dollars:
    /// what a credit is worth no receipt tells.
    ///
    /// - Parameter document: What the receipt was read from.
    /// - Returns: Names of members such as `model` or `cost.chargedUsd`.
    public func contradictions(in document: some DataProtocol) -> [String] {
        guard let record = Self.find(in: Data(document))?.record else { return [] }
        var names = Self.sameNames.filter { name in
            record[name].map { $0 != payload[name] ?? .null } ?? false
        }
        for (path, proved) in amounts where Self.value(path, in: record) != nil {
            if Self.value(path, in: record) != proved { names.append(path) }
        }
        if let outputs = record["outputs"], !isProved(outputs) { names.append("outputs") }
        return names
    }

    /// Members that a record and a receipt's payload have under one name.
    private static let sameNames = [
        "taskId", "model", "servedBy", "sandbox", "state", "failClass", "payer", "createTime",
        "completeTime",
    ]

    /// Members of a record that follow from the receipt.
    private var amounts: [(path: String, proved: JSON)] {
        let held = payload["payer"] == "customer" ? heldMicroUSD : 0
        let charged = chargedMicroUSD
        func dollars(_ amount: Int64?) -> JSON {
            amount.map { .number(Decimal($0) / 1_000_000) } ?? .null
        }
        return [
            ("usdConsumed", dollars(charged)), ("cost.chargedUsd", dollars(charged)),
            ("cost.heldUsd", dollars(held)),
            ("cost.returnedUsd", dollars(held.flatMap { held in charged.map { held - $0 } })),
            ("cost.priceVersion", payload["priceVersion"] ?? .null),
        ]
    }

    private static func value(_ path: String, in record: JSON) -> JSON? {
        path.split(separator: ".").reduce(Optional(record)) { $0?[String($1)] }
    }

    /// Each of a record's pictures is on the receipt. It may name fewer: they are deleted in time.
    private func isProved(_ outputs: JSON) -> Bool {
        guard let outputs = outputs.arrayValue else { return outputs == .null }
        return outputs.allSatisfy { output in
            ReceiptOutput(output).map(self.outputs.contains) ?? false
        }
    }
}
