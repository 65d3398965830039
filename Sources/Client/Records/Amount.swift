public import Foundation

/// An amount of money, in both units that the server speaks. Both are exact decimals; the dollars
/// are the truth, the credits are rounded to 2 decimals for display.
public struct Amount: Hashable, Sendable, Codable {
    public let credits: Decimal
    public let usd: Decimal

    public init(credits: Decimal, usd: Decimal) {
        self.credits = credits
        self.usd = usd
    }
}

/// A prepaid balance.
public struct Balance: Hashable, Sendable, Codable {
    /// What can be ordered for.
    public let available: Amount
    /// Set aside for tasks that are running.
    public let held: Amount
    /// Charged so far.
    public let spent: Amount
}

/// What a task would cost, binding for ten minutes.
public struct Quote: Hashable, Sendable {
    /// Give it to `createTask` to be charged by this quote.
    public let quoteID: String?
    /// The most that will be charged; exactly that, when the size is given and not `auto`.
    public let max: Amount
    /// What it will probably come to, where that is known.
    public let expected: Amount?
    /// The price rule that applied, in words.
    public let rule: String?
    public let expiresAt: Date?
    /// What the server says of such an order, as in `CreatedTask`.
    public let warnings: [String]
}

extension Quote: Decodable {
    private enum CodingKeys: String, CodingKey {
        case quoteId, max, expected, rule, expiresAt, warnings
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        quoteID = try values.decodeIfPresent(String.self, forKey: .quoteId)
        max = try values.decode(Amount.self, forKey: .max)
        expected = try values.decodeIfPresent(Amount.self, forKey: .expected)
        rule = try values.decodeIfPresent(String.self, forKey: .rule)
        expiresAt = try values.moment(.expiresAt)
        warnings = try values.decodeIfPresent([String].self, forKey: .warnings) ?? []
    }
}
