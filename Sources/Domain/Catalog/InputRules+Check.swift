extension InputRules {
    /// Checks an input object and brings it into canonical form: `input_urls` becomes `image_urls`,
    /// `aspect_ratio` and `resolution` become a size. URLs are not checked here: what may be
    /// reached is the egress guard's business.
    package func check(_ input: [String: JSONValue]) throws(InputProblem) -> CheckedInput {
        var given = input.filter { !isAbsent($0.key, $0.value) }
        try renameAliases(in: &given)
        var checked = CheckedInput(
            parameters: [:],
            imageURLs: [],
            maskURL: nil,
            size: nil,
            count: 1,
            warnings: []
        )
        try translateRatio(in: &given, warnings: &checked.warnings)
        for name in Self.withoutEffect where field(name) == nil {
            guard given.removeValue(forKey: name) != nil else { continue }
            checked.warnings.append("'input.\(name)' is accepted and has no effect.")
        }
        if let name = given.keys.filter({ field($0) == nil }).min(by: { $0.isBefore($1) }) {
            let name = name.shortened()
            throw InputProblem(
                field: "input.\(name)",
                message: "This model has no input '\(name)'. Allowed: "
                    + fields.map(\.name).sorted().joined(separator: ", ") + "."
            )
        }
        for field in fields {
            guard let value = given[field.name], value.arrayValue?.isEmpty != true else {
                if field.isRequired { throw field.missing }
                if let absence = field.absence { checked.warnings.append(absence) }
                continue
            }
            try field.check(value, into: &checked)
        }
        try Self.checkTogether(checked.parameters)
        try checkMask(checked)
        return checked
    }

    /// What fits alone and not together.
    private static func checkTogether(
        _ parameters: [String: JSONValue]
    ) throws(InputProblem) {
        guard parameters["background"] == "transparent", parameters["output_format"] == "jpeg"
        else { return }
        throw InputProblem(
            field: "input.background",
            message: "A transparent 'background' needs 'output_format' png or webp."
        )
    }

    /// Nothing was given: null, or an empty text or list in a field that may be left out. An empty
    /// field of a name that nobody knows is no field of ours, so it is refused like any other.
    private func isAbsent(_ name: String, _ value: JSONValue) -> Bool {
        if value.isNull { return true }
        guard value.isEmptyText || value.arrayValue?.isEmpty == true else { return false }
        if let field = field(name) { return !field.isRequired }
        return Self.namesOfAny.contains(name)
    }

    /// Fields that a client of many models sends along empty, whether or not this one has them.
    private static let namesOfAny = Set(
        aliases.map(\.0) + [
            "aspect_ratio", "image_urls", "input_fidelity", "mask_url", "negative_prompt",
            "resolution",
            "seed", "size",
        ]
    )

    /// A mask says which part of an image may change, so that one alone is a mistake.
    private func checkMask(_ checked: CheckedInput) throws(InputProblem) {
        guard checked.maskURL != nil, checked.imageURLs.isEmpty, let mask = field("mask_url") else {
            return
        }
        throw mask.problem("needs 'image_urls': it says which part of an image may change.")
    }

    /// kie.ai's names that are taken, beside the input and in it, and not used.
    package static let withoutEffect = [
        "enableTranslation", "nsfw_checker", "progressCallBackUrl", "uploadCn", "watermark",
    ]

    /// Names that other services use for the same thing.
    private static let aliases = [
        ("image", "image_urls"), ("image_input", "image_urls"), ("image_url", "image_urls"),
        ("images", "image_urls"), ("input_urls", "image_urls"), ("num_images", "n"),
    ]

    /// The names that a field for input images may have.
    package static let pictureFields =
        ["image_urls", "mask_url"] + aliases.filter { $0.1 == "image_urls" }.map(\.0)

    private func renameAliases(in given: inout [String: JSONValue]) throws(InputProblem) {
        for (alias, name) in Self.aliases where given[alias] != nil {
            guard field(alias) == nil, field(name) != nil,
                let value = given.removeValue(forKey: alias)
            else { continue }
            guard given[name] == nil else {
                throw InputProblem(
                    field: "input.\(alias)",
                    message: "Give either '\(alias)' or '\(name)', not both."
                )
            }
            // One URL where a list is meant.
            given[name] = name == "image_urls" && value.stringValue != nil ? .array([value]) : value
        }
    }

    private func translateRatio(
        in given: inout [String: JSONValue],
        warnings: inout [String]
    ) throws(InputProblem) {
        guard let sizeField = field("size"), case .size(let rule, _) = sizeField.kind else {
            return
        }
        let ratioValue = given.removeValue(forKey: "aspect_ratio")
        let resolutionValue = given.removeValue(forKey: "resolution")
        guard ratioValue != nil || resolutionValue != nil else { return }
        guard given["size"] == nil else {
            throw InputProblem(
                field: ratioValue == nil ? "input.resolution" : "input.aspect_ratio",
                message: "Give either 'size', or 'aspect_ratio' and 'resolution', not both."
            )
        }
        let isOpen = ratioValue?.stringValue.map("auto".isSpelled) ?? false
        if isOpen, resolutionValue == nil { return }
        let ratioText = isOpen ? "1:1" : ratioValue.map { $0.stringValue ?? "" } ?? "1:1"
        guard let ratio = AspectRatio(ratioText) else {
            throw InputProblem(
                field: "input.aspect_ratio",
                message: "Must be 'auto' or WIDTH:HEIGHT such as '1:1', '3:2' or '16:9'."
            )
        }
        let asked = resolutionValue.map { $0.stringValue ?? "" } ?? "1K"
        guard let resolution = Resolution.allCases.first(where: { $0.rawValue.isSpelled(asked) })
        else {
            throw InputProblem(
                field: "input.resolution",
                message: "Must be one of 1K, 2K, 4K."
            )
        }
        guard let size = rule.size(ratio: ratio, resolution: resolution) else {
            throw InputProblem(
                field: "input.aspect_ratio",
                message: "This model cannot draw \(ratioText)."
            )
        }
        if size.width * ratio.height != size.height * ratio.width {
            warnings.append("aspect_ratio \(ratioText) is drawn as \(size), the nearest size.")
        }
        given["size"] = .string(size.description)
    }
}

extension InputField {
    func problem(_ message: String) -> InputProblem {
        InputProblem(field: "input.\(name)", message: "'\(name)' \(message)")
    }

    /// What to say of a required field that is not there, or is empty.
    fileprivate var missing: InputProblem {
        guard case .imageURLs = kind else { return problem("is required.") }
        return problem(
            "is required: this model edits images, so give at least one. To make an image from the "
                + "prompt alone, use a text-to-image model."
        )
    }

    fileprivate func check(
        _ value: JSONValue,
        into checked: inout CheckedInput
    ) throws(InputProblem) {
        switch kind {
        case .text(let longest):
            guard let text = value.stringValue else { throw wrongType("a string", value) }
            guard text.unicodeScalars.count <= longest else {
                throw problem("is longer than \(longest) characters.")
            }
            if isRequired, text.allSatisfy(\.isWhitespace) { throw problem("must not be empty.") }
            checked.parameters[name] = value
        case .choice(let options):
            guard let option = value.stringValue.flatMap({ Self.option($0, among: options) }) else {
                throw problem("must be one of \(options.joined(separator: ", ")).")
            }
            checked.parameters[name] = .string(option)
        case .integer(let range):
            guard let number = value.wholeValue else { throw wrongType("an integer", value) }
            guard range.contains(number) else {
                throw problem("must be from \(range.lowerBound) to \(range.upperBound).")
            }
            // Not the provider's: whether it streams is the worker's business.
            if name == "partial_images" {
                checked.partials = number > 0 ? Int(number) : nil
                return
            }
            if name == "n" { checked.count = Int(number) }
            checked.parameters[name] = .int(number)
        case .flag:
            guard value.boolValue != nil else { throw wrongType("true or false", value) }
            checked.parameters[name] = value
        case .size(let rule, let allowsAuto):
            checked.size = try size(value, rule: rule, allowsAuto: allowsAuto)
            checked.parameters[name] = .string(checked.size?.description ?? "auto")
        case .imageURLs(let most):
            checked.imageURLs = try urls(value, most: most)
        case .imageURL:
            guard let text = value.stringValue else { throw wrongType("a URL", value) }
            checked.maskURL = DataURL.onOneLine(text)
        }
    }

    /// The option that a text spells, in capitals too. `jpg` is the other name of jpeg.
    private static func option(_ text: String, among options: [String]) -> String? {
        if let option = options.first(where: { $0.isSpelled(text) }) { return option }
        return options.contains("jpeg") && "jpg".isSpelled(text) ? "jpeg" : nil
    }

    private func wrongType(_ wanted: String, _ value: JSONValue) -> InputProblem {
        problem("must be \(wanted), not \(value.typeName).")
    }

    private func size(
        _ value: JSONValue,
        rule: SizeRule,
        allowsAuto: Bool
    ) throws(InputProblem) -> PictureSize? {
        if allowsAuto, let text = value.stringValue, "auto".isSpelled(text) { return nil }
        let start = allowsAuto ? "must be 'auto' or " : "must be "
        guard let text = value.stringValue, let size = PictureSize(text) else {
            throw problem(
                start + (rule.objection(to: PictureSize(width: 1, height: 1)) ?? "") + "."
            )
        }
        if let objection = rule.objection(to: size) { throw problem(start + objection + ".") }
        return size
    }

    private func urls(_ value: JSONValue, most: Int) throws(InputProblem) -> [String] {
        guard let items = value.arrayValue else { throw wrongType("a list of URLs", value) }
        guard items.count <= most else {
            throw problem("has \(items.count) pictures; at most \(most) are allowed.")
        }
        var urls: [String] = []
        for (index, item) in items.enumerated() {
            guard let text = item.stringValue else { throw problem("must hold only URLs.") }
            guard !text.isEmpty else {
                throw InputProblem(
                    field: "input.\(name)[\(index)]",
                    message: "'\(name)[\(index)]' is empty. Give an image's URL, or leave it out."
                )
            }
            urls.append(DataURL.onOneLine(text))
        }
        return urls
    }
}
