import Domain
import PriceList
import Storage
import Web

/// Prices and what is on sale, as a sheet that is looked at before it counts.
extension AdminCommands {
    private var current: Catalog { house?.catalog ?? premises.sold }

    /// What a sheet would change, and the mark of what it was compared with.
    func previewPrices(_ request: AdminRequest) throws -> JSONValue {
        let changes = try changes(request)
        return [
            "base": .string(base), "changes": .array(changes.map(show)),
        ]
    }

    /// `base` is the preview's mark: prices that changed meanwhile are looked at again.
    func setPrices(_ request: AdminRequest) async throws -> JSONValue {
        guard try request.require("base") == base else {
            throw AdminProblem("The prices were changed meanwhile. Look at the changes again.")
        }
        let changes = try changes(request)
        let sales = PriceSheet.sales(
            changes,
            in: current,
            over: premises.catalog,
            by: request.text("actor") ?? "command line",
            at: premises.store.clock.wall()
        )
        let sold = premises.catalog.applying(try await premises.store.sales() + sales)
        let problems = CatalogCheck.problems(in: sold)
        guard problems.isEmpty else {
            throw AdminProblem(problems.map(\.description).joined(separator: " "))
        }
        let touched = Set(sales.map(\.slug))
        try await premises.store.save(
            sales,
            publishing: sold.allVariants.filter { touched.contains($0.slug) }
                .map(PublishedPrice.init)
        )
        house?.shelf.replace(sold)
        return ["changed": .int(Int64(changes.count))]
    }

    private func changes(_ request: AdminRequest) throws -> [PriceSheet.Change] {
        do throws(PriceSheet.Problem) {
            return try PriceSheet.changes(in: request.text("csv") ?? "", from: current)
        } catch {
            throw AdminProblem(error.message)
        }
    }

    private var base: String { SHA256Text.hex(of: PriceSheet.text(of: current).utf8) }

    private func show(_ change: PriceSheet.Change) -> JSONValue {
        [
            "slug": .string(change.line.slug),
            "size": .string(change.line.size?.description ?? "any"),
            "fromUSD": .string(change.before.price.dollarsWhole),
            "toUSD": .string(change.line.price.dollarsWhole),
            "costUSD": .text(change.line.cost?.dollarsWhole),
            "isBelowCost": .bool(change.line.cost.map { change.line.price < $0 } ?? false),
            "isSwitched": .bool(change.before.isOn != change.line.isOn),
            "from": .string(change.before.isOn ? "on" : "off"),
            "to": .string(change.line.isOn ? "on" : "off"),
        ]
    }
}
