/// A picture's width and height in pixels.
package struct PictureSize: Hashable, Sendable, CustomStringConvertible {
    package let width: Int
    package let height: Int

    /// Bytes of its text.
    private static let longest = 11

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Reads `1024x1536`; nil for anything else.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "x" || $0 == "X" }
        guard parts.count == 2,
            parts.allSatisfy({ (1...5).contains($0.utf8.count) && $0.utf8.allSatisfy(isDigit) }),
            let width = Int(parts[0]), let height = Int(parts[1]), width > 0, height > 0
        else { return nil }
        self.init(width: width, height: height)
    }

    package var pixels: Int { width * height }
    package var description: String { "\(width)x\(height)" }
}

private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
