import Domain

/// The members of a request, taken out one by one; what is left belongs to the model.
struct ImageFields {
    private var members: [String: JSONValue]

    /// Fields of OpenAI's that are looked at here; the model's rules know what an empty one of the
    /// others is.
    private static let own: Set<String> = Set(
        unsold + optional + [
            "metadata", "model", "partial_images", "quality", "response_format",
            "safety_identifier",
            "stream", "user",
        ]
    )

    /// What has no price in this shop.
    private static let unsold = ["frame_count", "frame_duration_ms", "svg", "markup"]

    /// Fields that clients send whatever the model is, and that change nothing where it has none.
    private static let optional = [
        "complexity", "input_fidelity", "negative_prompt", "seed", "style",
    ]

    init(_ members: [String: JSONValue]) {
        // null means the default, as OpenAI's own clients send it; others send an empty text or list.
        self.members = members.filter { name, value in
            Self.own.contains(name) ? !value.isNothing : !value.isNull
        }
    }

    mutating func text(_ name: String) throws(APIError) -> String? {
        guard let value = members.removeValue(forKey: name) else { return nil }
        guard let text = value.stringValue else {
            throw .invalidValue("'\(name)' must be a string.", param: name)
        }
        return text
    }

    mutating func flag(_ name: String) throws(APIError) -> Bool? {
        guard let value = members.removeValue(forKey: name) else { return nil }
        guard let flag = value.boolValue else {
            throw .invalidValue("'\(name)' must be true or false.", param: name)
        }
        return flag
    }

    mutating func integer(
        _ name: String,
        _ range: ClosedRange<Int64>
    ) throws(APIError) -> Int64? {
        guard let value = members.removeValue(forKey: name) else { return nil }
        guard let number = value.wholeValue, range.contains(number) else {
            throw .invalidValue(
                "'\(name)' must be a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound).",
                param: name
            )
        }
        return number
    }

    mutating func pairs(_ name: String) throws(APIError) -> [String: JSONValue]? {
        guard let value = members.removeValue(forKey: name) else { return nil }
        guard let pairs = value.objectValue else {
            throw .invalidValue("'\(name)' must be an object of strings.", param: name)
        }
        return pairs
    }

    mutating func quality() throws(APIError) -> JSONValue? {
        let value = members.removeValue(forKey: "quality")
        guard QualityWord(value).isKnown else {
            throw .invalidValue(
                "'quality' must be one of low, medium, high, xhigh, max, auto, standard, hd.",
                param: "quality"
            )
        }
        return value
    }

    /// nil: the request says nothing.
    mutating func format() throws(APIError) -> ImageRequest.Format? {
        guard let text = try text("response_format") else { return nil }
        let format = ImageRequest.Format.allCases.first { $0.rawValue.isSpelled(text) }
        guard let format else {
            throw .invalidValue(
                "'response_format' must be b64_json or url.",
                param: "response_format"
            )
        }
        return format
    }

    /// Fields that clients send whatever the model is.
    mutating func takeOptional() -> [String: JSONValue] {
        var taken: [String: JSONValue] = [:]
        for name in Self.optional { taken[name] = members.removeValue(forKey: name) }
        return taken
    }

    /// What has no price in this shop cannot be bought by accident.
    func refuseUnsold() throws(APIError) {
        // A form has `svg[model]` for a member of `svg`.
        let given = Set(members.keys.map { String($0.prefix { $0 != "[" }) })
        for name in Self.unsold where given.contains(name) {
            throw .invalidValue("'\(name)' is not sold here.", param: name)
        }
    }

    /// The model's own fields. `safety_identifier` takes the place of `user`, as OpenAI says.
    mutating func rest() throws(APIError) -> [String: JSONValue] {
        if let identifier = try text("safety_identifier") { members["user"] = .string(identifier) }
        // OpenAI's own values of `size` that mean nothing to a model are the model's to refuse.
        return members
    }
}
