/// An e-mail address as people sign in with it: lower case, without spaces around it.
package struct EmailAddress: Hashable, Sendable {
    package let text: String

    /// nil for what no mail could reach. Whether it does reach somebody, only a letter tells.
    package init?(_ text: String) {
        let trimmed = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace)
        // Before it is made small: there are signs that become an ASCII letter by that.
        guard trimmed.allSatisfy(\.isASCII) else { return nil }
        let address = String(trimmed.reversed()).lowercased()
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (3...254).contains(address.utf8.count), !parts[0].isEmpty,
            parts[0].utf8.count <= 64, Self.isDomain(parts[1]),
            address.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !Self.forbidden.contains($0) })
        else { return nil }
        self.text = address
    }

    private static let forbidden = Set("<>()[]\\,;:\"".utf8)

    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-")
                    && !label.hasSuffix("-")
            }
    }
}
