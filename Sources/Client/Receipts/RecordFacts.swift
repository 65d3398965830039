import Foundation

/// The members of a record that follow from its receipt.
struct RecordFacts {
    private(set) var members: [String: JSON] = [:]
    private(set) var cost: [String: JSON] = [:]

    /// One credit is $0.007. Amounts are charged in dollars; credits are shown, to two decimals.
    static let microUSDPerCredit: Int64 = 7_000

    /// - isCallback: `costTime` is in whole seconds there, and `task_id` stands beside `taskId`.
    init(_ receipt: Receipt, isCallback: Bool) {
        let payload = receipt.payload
        for name in [
            "taskId", "model", "sandbox", "state", "failClass", "payer", "createTime",
            "completeTime",
        ] {
            members[name] = payload[name] ?? .null
        }
        let charged = receipt.chargedMicroUSD
        members["usdConsumed"] = Self.dollars(charged)
        members["creditsConsumed"] = charged.map(Self.credits) ?? .null
        members["failCode"] = Self.failCode(receipt)
        members["progress"] = .number(receipt.state == .success ? 100 : 0)
        members["costTime"] = Self.duration(receipt, inSeconds: isCallback)
        if isCallback { members["task_id"] = payload["taskId"] ?? .null }
        let held = payload["payer"] == "customer" ? receipt.heldMicroUSD : 0
        let returned = held.flatMap { held in charged.map { held.subtractingReportingOverflow($0) }
        }
        cost = [
            "chargedUsd": Self.dollars(charged), "heldUsd": Self.dollars(held),
            "returnedUsd": Self.dollars(returned.flatMap { $0.overflow ? nil : $0.partialValue }),
            "priceVersion": payload["priceVersion"] ?? .null,
        ]
    }

    private static func dollars(_ amount: Int64?) -> JSON {
        amount.map { .number(Decimal($0) / 1_000_000) } ?? .null
    }

    /// To two decimals, half to even: in whole numbers, as the server counts.
    private static func credits(_ amount: Int64) -> JSON {
        let (scaled, isTooLarge) = amount.magnitude.multipliedReportingOverflow(by: 100)
        guard !isTooLarge else { return .null }
        let unit = UInt64(microUSDPerCredit)
        let (whole, rest) = scaled.quotientAndRemainder(dividingBy: unit)
        let isUp = rest * 2 > unit || (rest * 2 == unit && whole % 2 == 1)
        let hundredths = Decimal(whole + (isUp ? 1 : 0))
        return .number((amount < 0 ? -hundredths : hundredths) / 100)
    }

    private static func failCode(_ receipt: Receipt) -> JSON {
        guard let failClass = receipt.payload["failClass"]?.stringValue else { return .null }
        return switch failClass {
        case "moderated_input", "moderated_output": "400"
        case "invalid_input": "422"
        case "cancelled", "expired": "499"
        default: "424"
        }
    }

    private static func duration(_ receipt: Receipt, inSeconds: Bool) -> JSON {
        guard let from = receipt.number("createTime"), let to = receipt.number("completeTime")
        else {
            return .null
        }
        let (milliseconds, isTooLarge) = to.subtractingReportingOverflow(from)
        guard !isTooLarge, milliseconds < .max - 500 else { return .null }
        return .number(Decimal(inSeconds ? (milliseconds + 500) / 1_000 : milliseconds))
    }
}
