extension GuardedURL {
    /// The absolute text that a `Location` value means here (RFC 3986, 5.2). It is text from
    /// outside again: parse and check it like the first one.
    func resolving(_ location: String) -> String {
        // What no URL may hold is refused by whoever parses it, so it is not looked into here.
        guard location.utf8.count <= Self.longest, location.utf8.allSatisfy({ $0 < 0x80 }) else {
            return location
        }
        let reference = location.prefix { $0 != "#" }
        if reference.isEmpty { return description }
        if Self.hasScheme(reference) { return String(reference) }
        if reference.hasPrefix("//") { return "\(scheme.rawValue):\(reference)" }
        if reference.hasPrefix("?") { return "\(origin)\(path)\(reference)" }
        let queryStart = reference.firstIndex(of: "?") ?? reference.endIndex
        let given = reference[..<queryStart]
        let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        let merged = given.hasPrefix("/") ? String(given) : "\(folder)\(given)"
        return "\(origin)\(Self.withoutDots(merged))\(reference[queryStart...])"
    }

    private static func hasScheme(_ reference: Substring) -> Bool {
        let head = reference.prefix { !"/?".contains($0) }
        return head.contains(":")
    }

    private static func withoutDots(_ path: String) -> String {
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for segment in segments {
            if segment == ".." { _ = kept.popLast() }
            if segment != "." && segment != ".." { kept.append(segment) }
        }
        if segments.last == "." || segments.last == ".." { kept.append("") }
        return "/" + kept.joined(separator: "/")
    }
}
