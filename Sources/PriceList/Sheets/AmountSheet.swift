import Domain

/// What one output costs: an amount in dollars, or a table of amounts by size.
enum AmountSheet: Decodable {
    case flat(String)
    case table([Row])

    struct Row {
        let size: String
        let amount: String
    }

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self = .flat(text)
            return
        }
        let table = try decoder.container(keyedBy: AnyKey.self)
        self = .table(
            try table.allKeys.map {
                Row(size: $0.stringValue, amount: try table.decode(String.self, forKey: $0))
            }
        )
    }

    func output(field: String) throws(SheetFault) -> OutputPrice {
        switch self {
        case .flat(let text): return .flat(try dollars(text, field: field))
        case .table(let rows):
            guard !rows.isEmpty else { throw SheetFault(field: field, message: "an empty table") }
            var prices: [SizePrice] = []
            for row in rows {
                prices.append(
                    SizePrice(
                        size: try pictureSize(row.size, field: field),
                        price: try dollars(row.amount, field: "\(field).\(row.size)")
                    )
                )
            }
            return .table(prices)
        }
    }
}

/// Exact: from the text to whole micro-dollars, never through a floating-point number.
func dollars(_ text: String, field: String) throws(SheetFault) -> MicroUSD {
    guard let amount = MicroUSD(dollars: text) else {
        throw SheetFault(
            field: field,
            message: "\(text) is not an amount: dollars with at most 6 decimals, such as 0.028"
        )
    }
    return amount
}
