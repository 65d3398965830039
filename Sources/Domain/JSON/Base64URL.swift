import Foundation

/// Base64 with `-` and `_` and without padding (RFC 4648, 5), as links and JSON Web Keys write bytes.
package enum Base64URL {
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// nil also for a text whose spare bits are not 0: each value has one spelling.
    package static func bytes(_ text: String) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let plain = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        guard let data = Data(base64Encoded: plain), data.base64EncodedString() == plain else {
            return nil
        }
        return Array(data)
    }
}
