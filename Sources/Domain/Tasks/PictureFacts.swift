/// How delivered pictures came out, as their provider said: what `auto` became, and what it counted.
package struct PictureFacts: Hashable, Sendable {
    package var size: String?
    package var quality: String?
    /// The provider's usage object, JSON text as it came.
    package var usage: String?
    /// Half-done pictures that were shown on the way.
    package var partials: Int

    package init(size: String?, quality: String?, usage: String?, partials: Int = 0) {
        self.size = size
        self.quality = quality
        self.usage = usage
        self.partials = partials
    }

    package var json: JSONValue {
        [
            "size": .text(size), "quality": .text(quality), "usage": .text(usage),
            "partials": .int(Int64(partials)),
        ]
    }

    package init(json: JSONValue) {
        self.init(
            size: json["size"]?.stringValue,
            quality: json["quality"]?.stringValue,
            usage: json["usage"]?.stringValue,
            partials: Int(json["partials"]?.intValue ?? 0)
        )
    }
}
