public import Foundation

/// One variant that can be ordered: a model at one quality, with one price.
public struct ModelRecord: Hashable, Sendable, Decodable {
    /// What `createTask(model:)` takes.
    public let slug: String
    /// The price of one unit, where it is flat.
    public let credits: Decimal?
    /// The same in dollars.
    public let usd: Decimal?
    /// What is counted: `image`, `second` …
    public let unit: String?
    /// Whether it is offered now.
    public let state: String?
    /// What `input` may hold, as JSON Schema.
    public let inputSchema: JSON?
    /// The whole entry as it came, with what this library has no name for.
    public let raw: JSON

    private enum CodingKeys: String, CodingKey {
        case slug, credits, usd, unit, state
        case inputSchema = "input_schema"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        slug = try values.decode(String.self, forKey: .slug)
        credits = try values.decodeIfPresent(Decimal.self, forKey: .credits)
        usd = try values.decodeIfPresent(Decimal.self, forKey: .usd)
        unit = try values.decodeIfPresent(String.self, forKey: .unit)
        state = try values.decodeIfPresent(String.self, forKey: .state)
        inputSchema = try values.decodeIfPresent(JSON.self, forKey: .inputSchema)
        raw = try JSON(from: decoder)
    }
}
