/// The checked input as the task's row keeps it, so that a worker runs what was accepted.
extension CheckedInput {
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "parameters": .object(parameters),
            "images": .array(imageURLs.map(JSONValue.string)),
            "mask": .text(maskURL),
            "size": .text(size?.description),
            "count": .int(Int64(count)),
        ]
        if let partials { members["partials"] = .int(Int64(partials)) }
        return .object(members)
    }

    package init?(json: JSONValue) {
        guard let parameters = json["parameters"]?.objectValue, let count = json["count"]?.intValue
        else { return nil }
        self.init(
            parameters: parameters,
            imageURLs: json["images"]?.arrayValue?.compactMap(\.stringValue) ?? [],
            maskURL: json["mask"]?.stringValue,
            size: json["size"]?.stringValue.flatMap { PictureSize($0) },
            count: Int(count),
            partials: json["partials"]?.intValue.map(Int.init),
            warnings: []
        )
    }
}
