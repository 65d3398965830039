/// A kept picture.
package struct Output: Hashable, Sendable {
    /// Its place among the delivered, from 0.
    package let index: Int
    /// Where FileStorage keeps it: `outputs/<shard>/<task>.<attempt>.<index>.<ext>`, or `small/…`.
    package let path: String
    /// Lower-case hexadecimal, of the bytes as the provider sent them.
    package let sha256: String
    package let bytes: Int64
    package let media: MediaType
    package let size: PictureSize

    package init(
        index: Int,
        path: String,
        sha256: String,
        bytes: Int64,
        media: MediaType,
        size: PictureSize
    ) {
        self.index = index
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
        self.media = media
        self.size = size
    }

    package var json: JSONValue {
        [
            "index": .int(Int64(index)), "path": .string(path), "sha256": .string(sha256),
            "bytes": .int(bytes), "mime": .string(media.rawValue),
            "width": .int(Int64(size.width)), "height": .int(Int64(size.height)),
        ]
    }

    package init?(json: JSONValue) {
        guard let index = json["index"]?.intValue, let path = json["path"]?.stringValue,
            let sha256 = json["sha256"]?.stringValue, let bytes = json["bytes"]?.intValue,
            let media = json["mime"]?.stringValue.flatMap(MediaType.init(rawValue:)),
            let width = json["width"]?.intValue, let height = json["height"]?.intValue
        else { return nil }
        self.init(
            index: Int(index),
            path: path,
            sha256: sha256,
            bytes: bytes,
            media: media,
            size: PictureSize(width: Int(width), height: Int(height))
        )
    }
}
