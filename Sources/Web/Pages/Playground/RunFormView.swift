import Domain
import Storage

/// The playground's form as its template shows it.
struct RunFormView: Sendable {
    let house: House
    let player: Player

    func view(_ form: RunForm) async throws -> [String: JSONValue] {
        let window = try await ShopWindow(house: house)
        let estimate = try await RunEstimate(form.order, player, house: house)
        let left = try await house.allowanceLeft(of: player)
        var view: [String: JSONValue] = [
            "token": .string(form.token), "prompt": field(form.prompt, "prompt", form),
            "size": field(form.size, "size", form), "n": field(form.count, "n", form),
            "seed": field(form.seed, "seed", form),
            "image": field(form.picture, "image", form),
            "isBlind": .bool(form.isBlind), "variantError": .text(form.errors["variant"]),
            "isRefused": .bool(form.isRefused), "most": .int(Int64(PlaygroundRun.letters.count)),
            "families": .array(families(form, window)), "button": .string(estimate.button),
            "note": .string(estimate.note), "isVisitor": .bool(player.visitor == nil),
            "mayPay": .bool(player.visitor != nil),
            "isUnverified": .bool(player.visitor.map { !$0.login.isVerified } ?? false),
        ]
        view.merge(house.amount(left, named: "left")) { $1 }
        view.merge(house.amount(house.settings.playground.account, named: "allowance")) { $1 }
        return view
    }

    private func field(_ value: String?, _ name: String, _ form: RunForm) -> JSONValue {
        ["value": .text(value), "error": .text(form.errors[name])]
    }

    private func families(_ form: RunForm, _ window: ShopWindow) -> [JSONValue] {
        let chosen = Set(form.slugs)
        return house.catalog.families.compactMap { family in
            let onSale = window.cheapestFirst(family.variants).filter(window.isOnSale)
            let variants =
                onSale.filter { $0.mode == .textToImage }
                + onSale.filter { $0.mode != .textToImage }
            guard !variants.isEmpty else { return nil }
            return [
                "title": .string(family.title),
                "isOpen": .bool(variants.contains { chosen.contains($0.slug) }),
                "variants": .array(
                    variants.map { variant in
                        [
                            "slug": .string(variant.slug),
                            "name": .string(variant.name(in: family)),
                            "cost": .string(house.cost(of: variant, size: form.size)),
                            "isChosen": .bool(chosen.contains(variant.slug)),
                        ]
                    }
                ),
            ]
        }
    }
}

extension House {
    /// What one output of a size is sold for; where the size is left open, from which to which price.
    func cost(of variant: Variant, size: String) -> String {
        if variant.isFree { return "free" }
        let images = variant.editsImages ? 1 : 0
        let exact = PictureSize(size).flatMap {
            variant.price.quote(size: $0, count: 1, inputImages: images)?.hold
        }
        let (least, most) = (exact ?? variant.sample.price, exact ?? variant.sample.most)
        let from = "\(credit.creditsFixed(least))"
        guard most > least else { return from + " · $\(least.dollarsFixed)" }
        return from + " to \(credit.creditsFixed(most)) · "
            + "$\(least.dollarsFixed) to $\(most.dollarsFixed)"
    }
}

extension Variant {
    /// What tells it from the others of its family.
    func name(in family: Family) -> String {
        let rest = title.hasPrefix(family.title) ? title.dropFirst(family.title.count) : title[...]
        let name = rest.drop { " ,:".contains($0) }
        return name.isEmpty ? title : String(name)
    }
}
