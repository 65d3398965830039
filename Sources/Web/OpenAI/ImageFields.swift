import Domain

/// The members of a request, taken out one by one; what is left belongs to the model.
struct ImageFields {
    private var members: [String: JSONValue]

    init(_ members: [String: JSONValue]) {
        // null means the default, as OpenAI's own clients send it.
        self.members = members.filter { !$0.value.isNull }
    }

    mutating func text(_ name: String) throws(APIError) -> String? {
        guard let value = members.removeValue(forKey: name) else { return nil }
        guard let text = value.stringValue, !text.isEmpty else {
            throw .invalidValue("'\(name)' must be a string that is not empty.", param: name)
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
        guard let number = value.intValue, range.contains(number) else {
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

    /// nil: `auto`. The words of dall-e-3 mean what they meant.
    mutating func quality() throws(APIError) -> String? {
        switch try text("quality") {
        case nil, "auto": return nil
        case "standard": return "medium"
        case "hd": return "high"
        case let word? where ["low", "medium", "high", "xhigh", "max"].contains(word): return word
        case _?:
            throw .invalidValue(
                "'quality' must be one of low, medium, high, xhigh, max, auto.",
                param: "quality"
            )
        }
    }

    mutating func format() throws(APIError) -> ImageRequest.Format {
        guard let text = try text("response_format") else { return .base64 }
        guard let format = ImageRequest.Format(rawValue: text) else {
            throw .invalidValue(
                "'response_format' must be b64_json or url.",
                param: "response_format"
            )
        }
        return format
    }

    /// Parameters of other models that change nothing here and that clients send all the same.
    mutating func takeIgnored() -> [String] {
        ["complexity", "input_fidelity", "style"].filter { members.removeValue(forKey: $0) != nil }
    }

    /// What has no price in this shop cannot be bought by accident.
    func refuseUnsold() throws(APIError) {
        for name in ["frame_count", "frame_duration_ms", "svg", "markup"] where members[name] != nil
        {
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
