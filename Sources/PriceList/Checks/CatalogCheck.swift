package import Domain

/// What must hold of a price list before anything is sold from it. Pure: the same catalogue always
/// gives the same findings, in the order of the files.
package enum CatalogCheck {
    /// Everything that is wrong, empty when the catalogue may be sold from. `providers` are the names
    /// that routes may use; nil: any.
    package static func problems(
        in catalog: Catalog,
        providers: Set<String>? = nil
    ) -> [CatalogProblem] {
        var findings = Findings()
        checkNames(catalog, &findings)
        for variant in catalog.allVariants {
            checkSlug(variant, &findings)
            checkInputs(variant, &findings)
            checkPrice(variant, &findings)
            checkRoutes(variant, providers, &findings)
            checkRetirement(variant, in: catalog, &findings)
        }
        return findings.problems
    }

    /// Collects what is wrong, and says where.
    struct Findings {
        private(set) var problems: [CatalogProblem] = []

        mutating func add(_ variant: Variant, _ field: String, _ message: String) {
            problems.append(
                CatalogProblem(
                    file: variant.family + ".yaml",
                    slug: variant.slug,
                    field: field,
                    message: message
                )
            )
        }

        mutating func add(_ family: Family, _ field: String, _ message: String) {
            problems.append(
                CatalogProblem(file: family.name + ".yaml", field: field, message: message)
            )
        }
    }
}
