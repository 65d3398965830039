import Domain

extension Setting {
    /// What counts, as it may be seen; nil: nothing does.
    func shown(_ values: ConfigValues) -> String? {
        values.value(name).map { isSecret ? "<secret>" : $0.text }
    }

    func json(_ values: ConfigValues) -> JSONValue {
        [
            "name": .string(name), "value": .text(shown(values)),
            "origin": .text(values.value(name)?.origin), "default": .text(standard),
            "variable": .string(environmentName), "summary": .string(summary),
            "secret": .bool(isSecret),
        ]
    }
}
