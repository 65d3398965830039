import Domain

extension CatalogCheck {
    /// One name, one thing: over all families, slugs and aliases together.
    static func checkNames(_ catalog: Catalog, _ findings: inout Findings) {
        var families: Set<String> = []
        for family in catalog.families {
            if !families.insert(family.name).inserted {
                findings.add(family, "family", "another file has this family")
            }
            if family.variants.isEmpty { findings.add(family, "variants", "there are none") }
        }
        var owners: [String: String] = [:]
        for variant in catalog.allVariants {
            if owners.updateValue(variant.slug, forKey: variant.slug) != nil {
                findings.add(variant, "slug", "another variant has this slug")
            }
        }
        for variant in catalog.allVariants {
            for alias in variant.aliases {
                if let owner = owners[alias] {
                    let kind = owner == alias ? "shadows the slug" : "is an alias already, of"
                    findings.add(variant, "aliases", "\(alias) \(kind) \(owner)")
                }
                owners[alias] = variant.slug
                if !isName(alias) {
                    findings.add(
                        variant,
                        "aliases",
                        "\(alias) is not a name that a client may send"
                    )
                }
            }
        }
        checkModelNames(catalog, &owners, &findings)
    }

    /// A name of a model is no variant's and no other model's.
    private static func checkModelNames(
        _ catalog: Catalog,
        _ owners: inout [String: String],
        _ findings: inout Findings
    ) {
        for family in catalog.families {
            for name in family.names.all {
                if let owner = owners.updateValue(family.name, forKey: name) {
                    findings.add(family, "names", "\(name) is a name of \(owner) already")
                }
                if !isName(name) {
                    findings.add(family, "names", "\(name) is not a name that a client may send")
                }
            }
            if !family.names.all.isEmpty, family.names.own.isEmpty {
                findings.add(family, "names", "there are others and none of its own")
            }
        }
    }

    private static func isName(_ text: String) -> Bool {
        text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9.\/:@_-]{0,99}/) != nil
    }

    /// `<vendor>-<family>-<mode>-<tier>`; what is free needs no more than its family's name.
    static func checkSlug(_ variant: Variant, _ findings: inout Findings) {
        let slug = variant.slug
        guard slug.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)+/) != nil, slug.count <= 100 else {
            findings.add(variant, "slug", "must be lower-case words joined by -, 100 at most")
            return
        }
        if variant.isFree, slug.hasPrefix(variant.family + "-") { return }
        let middle = "-\(variant.family)-\(variant.mode.rawValue)-"
        if !slug.contains(middle) || slug.hasPrefix(middle) || slug.hasSuffix(middle) {
            findings.add(variant, "slug", "must be <vendor>\(middle)<tier>")
        }
    }
}
