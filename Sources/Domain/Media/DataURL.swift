import Foundation

/// `data:image/png;base64,…`: a small picture inside the request itself.
package enum DataURL {
    /// nil when it is not a base64 data: URL.
    package static func bytes(of text: String) -> [UInt8]? {
        guard text.hasPrefix("data:"), let comma = text.firstIndex(of: ",") else { return nil }
        guard text[..<comma].hasSuffix(";base64") else { return nil }
        return Data(base64Encoded: String(text[text.index(after: comma)...])).map(Array.init)
    }
}
