package import Domain

/// The price list: one YAML file a family (`Families/`), read into a `Catalog`.
package enum PriceList {
    /// The files that the program carries, path below the target's folder and text.
    package static var files: [(path: String, text: String)] { EmbeddedFiles.all }

    /// What the program sells out of the box. `providers` are the names that routes may use; nil: any.
    package static func load(providers: Set<String>? = nil) throws(PriceListError) -> Catalog {
        try load(files: files, providers: providers)
    }

    /// Reads files of families, an operator's own for instance. Exactly these are on sale; pass
    /// `PriceList.files` along to add to what is built in. Built-in input presets are always known.
    /// The error names everything that is wrong: nothing is sold from half a price list.
    package static func load(
        files: [(path: String, text: String)],
        providers: Set<String>? = nil
    ) throws(PriceListError) -> Catalog {
        var reader = SheetReader(presets: builtInPresets)
        reader.read(files)
        let catalog = Catalog(families: reader.families)
        // Half-read families would give misleading findings.
        guard reader.problems.isEmpty else { throw PriceListError(problems: reader.problems) }
        let problems = CatalogCheck.problems(in: catalog, providers: providers)
        guard problems.isEmpty else { throw PriceListError(problems: problems) }
        return catalog
    }

    private static var builtInPresets: [String: [FieldSheet]] {
        var reader = SheetReader(presets: [:])
        reader.readPresets(files)
        return reader.presets
    }
}
