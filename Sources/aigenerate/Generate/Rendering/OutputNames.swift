/// What the files of a task are called.
package enum OutputNames {
    /// A path per file: `fox.png`, or `fox-1.png`, `fox-2.png` where there are several. Without a
    /// wish, or with a folder (a path that ends with a slash), the name is made of the task's id
    /// and its seed.
    package static func paths(
        wish: String?,
        count: Int,
        taskID: String,
        seed: Int64?,
        mimes: [String?]
    ) -> [String] {
        var folder = ""
        if let wish {
            guard wish.hasSuffix("/") else { return numbered(wish, count: count) }
            folder = wish
        }
        let stem = folder + taskID + (seed.map { "_\($0)" } ?? "")
        return (0..<count).map { index in
            let mime = index < mimes.count ? mimes[index] : nil
            return stem + (count == 1 ? "" : "-\(index + 1)") + ending(mime)
        }
    }

    private static func numbered(_ path: String, count: Int) -> [String] {
        guard count > 1 else { return [path] }
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        // A dot at the start of a name is not an ending.
        let dot = path[slash...].dropFirst().lastIndex(of: ".") ?? path.endIndex
        return (1...count).map { "\(path[..<dot])-\($0)\(path[dot...])" }
    }

    private static func ending(_ mime: String?) -> String {
        switch mime {
        case "image/jpeg": ".jpg"
        case "image/webp": ".webp"
        case "image/gif": ".gif"
        case "video/mp4": ".mp4"
        default: ".png"
        }
    }
}
