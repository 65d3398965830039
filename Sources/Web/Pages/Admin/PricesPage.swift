import Domain
import HTTPTypes
import Hummingbird
import Storage

/// `/admin/prices`: what each variant costs us and its buyers; a sheet of new prices is shown as what it
/// changes before it counts. `.csv` is the sheet.
struct PricesPage: Sendable {
    let house: House

    func show(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        if PageRequest(request).format == .csv {
            return Response.download(
                PriceSheet.text(of: house.catalog),
                as: "text/csv",
                name: "prices.csv"
            )
        }
        return try await answer(visitor, request)
    }

    /// `POST`: `do` is `preview`, or `apply` with the preview's `base`.
    func send(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request, limit: Limits.jsonBody)
        let text = body["csv"] ?? ""
        do {
            if body["do"] == "apply" {
                let arguments: [String: JSONValue] = [
                    "csv": .string(text), "base": .string(body["base"] ?? ""),
                ]
                let said = try await house.operate("set-prices", arguments, by: visitor)
                let count = Int(said["changed"]?.intValue ?? 0)
                let done = ShopWindow.plural(count, "row") + " changed, from this moment on."
                return try house.seeOther("/admin/prices", saying: done)
            }
            let preview = try await house.operate(
                "preview-prices",
                ["csv": .string(text)],
                by: visitor
            )
            return try await answer(visitor, request, sheet: text, preview: preview)
        } catch let error as APIError {
            let isApplied = body["do"] == "apply"
            return try await answer(
                visitor,
                request,
                sheet: text,
                sheetError: isApplied ? nil : error.message,
                problem: isApplied ? error : nil
            )
        }
    }

    private func answer(
        _ visitor: Visitor,
        _ request: Request,
        sheet: String? = nil,
        sheetError: String? = nil,
        preview: JSONValue? = nil,
        problem: APIError? = nil
    ) async throws -> Response {
        let sales = Dictionary(
            try await house.store.sales().map { ($0.slug, $0) },
            uniquingKeysWith: { $1 }
        )
        var lines: [JSONValue] = []
        for variant in house.catalog.allVariants {
            for line in PriceSheet.lines(of: variant) {
                lines.append(view(of: line, sales[variant.slug]))
            }
        }
        let changes = preview?["changes"]?.arrayValue ?? []
        return try AdminPage(house: house).answer(
            "admin-prices",
            "Prices",
            path: "/admin/prices",
            [
                "lines": .array(lines), "sheet": .text(sheet), "sheetError": .text(sheetError),
                "isPreview": .bool(preview != nil), "hasChanges": .bool(!changes.isEmpty),
                "changes": .array(changes), "base": preview?["base"] ?? .null,
                "count": .string(ShopWindow.plural(changes.count, "row")),
            ],
            for: visitor,
            problem: problem,
            isRefused: sheetError != nil,
            to: request
        )
    }

    private func view(of line: PriceSheet.Line, _ sale: Sale?) -> JSONValue {
        let margin = line.cost.flatMap { Self.percent(line.price, $0) }
        return [
            "slug": .string(line.slug), "size": .string(line.size?.description ?? "any"),
            "cost": .text(line.cost?.dollarsWhole), "price": .string(line.price.dollarsWhole),
            "credits": .string(house.credit.creditsFixed(line.price)),
            "margin": .text(margin.map { "\($0 < 0 ? "−" : "")\(abs($0)) %" }),
            "isLoss": .bool(margin.map { $0 < 0 } ?? false),
            "state": .string(line.isOn ? "On" : "Off"), "kind": .string(line.isOn ? "ok" : "off"),
            "author": .text(sale?.author), "at": .text(sale?.at.forPeople),
        ]
    }

    /// Of the price, in whole per cent; a loss is not made smaller.
    private static func percent(_ price: MicroUSD, _ cost: MicroUSD) -> Int64? {
        guard price.isPositive else { return nil }
        let (whole, rest) = ((price.rawValue - cost.rawValue) * 100)
            .quotientAndRemainder(dividingBy: price.rawValue)
        return rest < 0 ? whole - 1 : whole
    }
}
