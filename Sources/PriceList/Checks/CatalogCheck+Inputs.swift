import Domain

extension CatalogCheck {
    static func checkInputs(_ variant: Variant, _ findings: inout Findings) {
        let names = variant.inputs.fields.map(\.name)
        for name in Set(names).sorted() where names.count(where: { $0 == name }) > 1 {
            findings.add(variant, "fields.\(name)", "stands twice")
        }
        if names.isEmpty { findings.add(variant, "fields", "there are none") }
        if case .listed(let sizes) = variant.sizeRule,
            Set(sizes).count != sizes.count || sizes.isEmpty
        {
            findings.add(variant, "sizes.listed", "empty, or a size stands twice")
        }
        checkDefaults(variant, &findings)
    }

    /// A default is a value that a customer could have sent.
    private static func checkDefaults(_ variant: Variant, _ findings: inout Findings) {
        for field in variant.inputs.fields {
            guard let value = field.defaultValue else { continue }
            do throws(InputProblem) {
                _ = try InputRules(fields: [field]).check([field.name: value])
            } catch {
                findings.add(variant, "fields.\(field.name)", "its default: \(error.message)")
            }
        }
    }
}
