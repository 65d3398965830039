/// Prices as a table that spreadsheets read and write: `slug,size,cost_usd,price_usd,on`, a row for
/// each size, `any` where size does not matter. The cost is for information.
package enum PriceSheet {
    package static let header = "slug,size,cost_usd,price_usd,on"

    package struct Line: Hashable, Sendable {
        package let slug: String
        /// nil: any.
        package let size: PictureSize?
        package let cost: MicroUSD?
        package let price: MicroUSD
        package let isOn: Bool
    }

    /// What differs from the catalogue in a sheet that was read.
    package struct Change: Hashable, Sendable {
        package let line: Line
        package let before: Line
    }

    package struct Problem: Error, Hashable, Sendable {
        package let message: String
    }

    package static func lines(of variant: Variant) -> [Line] {
        let cost = variant.routes.compactMap(\.cost).first?.output
        func line(_ size: PictureSize?, _ price: MicroUSD) -> Line {
            Line(
                slug: variant.slug,
                size: size,
                cost: size.flatMap { cost?.price(of: $0) } ?? cost?.dearest,
                price: price,
                isOn: !variant.isOff
            )
        }
        return switch variant.price.output {
        case .flat(let price): [line(nil, price)]
        case .table(let rows): rows.map { line($0.size, $0.price) }
        }
    }

    package static func text(of catalog: Catalog) -> String {
        let lines = catalog.allVariants.flatMap(lines).map { line in
            CSVText.row([
                line.slug, line.size?.description ?? "any", line.cost?.dollars ?? "",
                line.price.dollars, line.isOn ? "yes" : "no",
            ])
        }
        return ([header] + lines).joined(separator: "\r\n") + "\r\n"
    }

    /// Reads a sheet and tells what it changes. Rows may be left out; each that is there must be one of
    /// the catalogue's.
    package static func changes(
        in text: String,
        from catalog: Catalog
    ) throws(Problem) -> [Change] {
        let rows = text.split(whereSeparator: \.isNewline)
        guard let first = rows.first,
            first.trimmed.lowercased().replacing(" ", with: "") == header
        else { throw Problem(message: "The first line must be \(header).") }
        var changes: [Change] = []
        var seen: Set<String> = []
        var states: [String: Bool] = [:]
        for (number, row) in zip(2..., rows.dropFirst()) {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
            guard cells.count == 5 else { throw problem(number, "must have five cells") }
            let before = try known(cells[0], cells[1], catalog, number)
            guard seen.insert(cells[0] + cells[1]).inserted else {
                throw problem(number, "\(cells[0]) \(cells[1]) stands twice")
            }
            let line = try read(cells, before, number)
            if let state = states[line.slug], state != line.isOn {
                throw problem(number, "\(line.slug) is on in one row and off in another")
            }
            states[line.slug] = line.isOn
            if line.price != before.price || line.isOn != before.isOn {
                changes.append(Change(line: line, before: before))
            }
        }
        return changes
    }

    private static func known(
        _ slug: String,
        _ size: String,
        _ catalog: Catalog,
        _ number: Int
    ) throws(Problem) -> Line {
        guard let variant = catalog.variant(slug), variant.slug == slug else {
            throw problem(number, "there is no variant '\(slug)'")
        }
        let lines = lines(of: variant)
        guard let line = lines.first(where: { ($0.size?.description ?? "any") == size }) else {
            let sizes = lines.map { $0.size?.description ?? "any" }.joined(separator: ", ")
            throw problem(number, "\(slug) has no row '\(size)'; it has \(sizes)")
        }
        return line
    }

    private static func read(
        _ cells: [String],
        _ before: Line,
        _ number: Int
    ) throws(Problem) -> Line {
        guard let price = MicroUSD(dollars: cells[3]) else {
            throw problem(number, "'\(cells[3])' is no price in USD such as 0.028")
        }
        guard price.isPositive || before.price == .zero else {
            throw problem(number, "the price must be more than 0")
        }
        guard !price.isPositive || before.price != .zero else {
            throw problem(number, "\(before.slug) is free")
        }
        guard ["yes", "no"].contains(cells[4]) else {
            throw problem(number, "the last cell must be yes or no, not '\(cells[4])'")
        }
        return Line(
            slug: before.slug,
            size: before.size,
            cost: before.cost,
            price: price,
            isOn: cells[4] == "yes"
        )
    }

    private static func problem(_ number: Int, _ what: String) -> Problem {
        Problem(message: "Line \(number): \(what). Nothing was changed.")
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(
            drop { $0 == " " || $0 == "\"" }.reversed().drop { $0 == " " || $0 == "\"" }.reversed()
        )
    }
}

extension PriceSheet {
    /// What the changes come to, a sale for each variant that they touch. A price that is the list's
    /// own is left to the list.
    package static func sales(
        _ changes: [Change],
        in catalog: Catalog,
        over list: Catalog,
        by author: String,
        at now: Timestamp
    ) -> [Sale] {
        let bySlug = Dictionary(grouping: changes, by: \.line.slug)
        return bySlug.keys.sorted().compactMap { slug in
            guard let variant = catalog.variant(slug), let changed = bySlug[slug] else {
                return nil
            }
            func price(_ size: PictureSize?, _ before: MicroUSD) -> MicroUSD {
                changed.first { $0.line.size == size }?.line.price ?? before
            }
            let output: OutputPrice =
                switch variant.price.output {
                case .flat(let before): .flat(price(nil, before))
                case .table(let rows):
                    .table(
                        rows.map { SizePrice(size: $0.size, price: price($0.size, $0.price)) }
                    )
                }
            let rule = PriceRule(
                output: output,
                inputImage: variant.price.inputImage,
                partialImage: variant.price.partialImage
            )
            return Sale(
                slug: slug,
                rule: rule == list.variant(slug)?.price ? nil : rule,
                isOff: !(changed.first?.line.isOn ?? true),
                author: author,
                at: now
            )
        }
    }
}
