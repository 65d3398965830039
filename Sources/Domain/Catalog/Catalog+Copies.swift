extension Catalog {
    /// The same so many times, under names with a number: what a shop of hundreds of variants looks
    /// like is to be seen before there is one.
    package func copied(_ times: Int) -> Catalog {
        let copies = (0..<max(0, times - 1)).flatMap { number in
            families.map { $0.copy(ending: "-\(number + 2)") }
        }
        return Catalog(families: families + copies)
    }
}

extension Family {
    fileprivate func copy(ending: String) -> Family {
        Family(
            name: name + ending,
            title: title + ending,
            maker: maker,
            summary: summary,
            variants: variants.map { $0.copy(ending: ending) }
        )
    }
}

extension Variant {
    fileprivate func copy(ending: String) -> Variant {
        Variant(
            slug: slug + ending,
            family: family + ending,
            title: title,
            mode: mode,
            aliases: [],
            price: price,
            priceSource: priceSource,
            isFree: isFree,
            inputs: inputs,
            routes: routes,
            retires: retires,
            successor: successor.map { $0 + ending },
            deadline: deadline,
            typicalMilliseconds: typicalMilliseconds
        )
    }
}
