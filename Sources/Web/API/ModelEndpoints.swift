import Domain
import Foundation
import Hummingbird
import Storage

/// `GET /api/v1/models` and `/api/v1/models/{slug}`: what is on sale. Public, like the price pages.
struct ModelEndpoints: Sendable {
    let house: House

    func list(_ request: Request, _ context: APIContext) async throws -> Response {
        let window = try await ShopWindow(house: house)
        return Envelope.success(
            .array(house.catalog.allVariants.map { .object(summary($0, window)) })
        )
    }

    func show(_ request: Request, _ context: APIContext) async throws -> Response {
        let path = context.parameters.getCatchAll().joined(separator: "/")
        let slug = PercentEncoding.text(path)
        // A model's own name is the variant that it means when nothing else is said.
        guard let variant = house.catalog.standardVariant(slug) else {
            let similar = house.similar(to: slug)
            throw APIError.notFound(
                "There is no model '\(slug.shownShort)'."
                    + (similar.isEmpty ? "" : " Did you mean \(similar.joined(separator: ", "))?"),
                param: "slug"
            )
        }
        let window = try await ShopWindow(house: house)
        let record = window.uptime.record(of: [variant.slug])
        var data = summary(variant, window)
        data["input_schema"] = variant.inputs.jsonSchema
        data["tasks"] = .int(record.tasks)
        data["p50Ms"] = .number(record.medianMilliseconds)
        data["successRate"] = record.tasks == 0 ? nil : permille(record)
        return Envelope.success(.object(data))
    }

    /// A share as a JSON number of three decimals, from whole numbers.
    private func permille(_ record: TrackRecord) -> JSONValue {
        let share = record.successes * 1_000 / record.tasks
        return share == 1_000 ? 1 : .decimal("0." + String(1_000 + share).dropFirst())
    }

    private func summary(_ variant: Variant, _ window: ShopWindow) -> [String: JSONValue] {
        let output = variant.price.output
        let sample = variant.sample
        var members: [String: JSONValue] = [
            "slug": .string(variant.slug),
            "family": .string(variant.family),
            "title": .string(variant.title),
            "mode": .string(variant.mode.rawValue),
            "aliases": .array(variant.aliases.map(JSONValue.string)),
            "state": .string(window.state(of: variant)),
            "free": .bool(variant.isFree),
            // The cheapest row: "from". The table says the rest.
            "credits": .numeric(house.credit.credits(output.cheapest)),
            "usd": .usd(output.cheapest),
            // What an order without a size holds.
            "maxCredits": .numeric(house.credit.credits(output.dearest)),
            "maxUsd": .usd(output.dearest),
            "sample": [
                "input": .object(sample.input),
                "credits": .numeric(house.credit.credits(sample.price)), "usd": .usd(sample.price),
            ],
            "unit": "image",
            "priceVersion": .string(variant.priceVersion),
            "retires": .text(variant.retires?.text),
            "successor": .text(variant.successor),
        ]
        if case .table(let rows) = output {
            members["prices"] = .array(
                rows.map { row in
                    [
                        "size": .string(row.size.description),
                        "credits": .numeric(house.credit.credits(row.price)),
                        "usd": .usd(row.price),
                    ]
                }
            )
        }
        if let rate = variant.price.inputImage {
            members["inputImageUsd"] = .usd(rate.amount(units: 1))
        }
        return members
    }
}
