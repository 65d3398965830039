public import Foundation

extension Receipt {
    /// What the record around a receipt says otherwise than the receipt itself, by the names of the
    /// record's members; empty for a receipt that stands alone.
    ///
    /// - Parameter document: What the receipt was read from.
    /// - Returns: Names of members such as `model` or `usdConsumed`.
    public func contradictions(in document: some DataProtocol) -> [String] {
        guard let whole = try? JSONDecoder().decode(JSON.self, from: Data(document)),
            let record = [whole, whole["data"]].compactMap(\.self)
                .first(where: { $0["receipt"] != nil })
        else { return [] }
        var names = Self.sameNames.filter { name in
            record[name].map { $0 != payload[name] ?? .null } ?? false
        }
        if let usd = record["usdConsumed"],
            usd.numberValue.map({ $0 * 1_000_000 }) != chargedMicroUSD.map({ Decimal($0) })
        {
            names.append("usdConsumed")
        }
        let hashes = (record["outputs"]?.arrayValue ?? []).map { $0["sha256"]?.stringValue }
        let proved = Set(outputs.map(\.sha256))
        if !hashes.allSatisfy({ $0.map(proved.contains) ?? false }) { names.append("outputs") }
        return names
    }

    /// Members that a record and a receipt's payload have under one name.
    private static let sameNames = [
        "taskId", "model", "servedBy", "sandbox", "state", "failClass", "payer", "createTime",
        "completeTime",
    ]
}
