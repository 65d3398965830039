import Crypto
import Foundation

/// Both signatures that every callback carries.
package enum WebhookSignature {
    /// Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body` under the bytes
    /// that the secret's base64 part stands for. Covers the body.
    package static func standard(
        secret: WebhookSecret,
        id: String,
        seconds: Int64,
        body: [UInt8]
    ) -> String {
        var mac = HMAC<SHA256>(key: SymmetricKey(data: secret.key))
        mac.update(data: Data("\(id).\(seconds).".utf8))
        mac.update(data: Data(body))
        return "v1," + Data(mac.finalize()).base64EncodedString()
    }

    /// kie.ai's: base64 of HMAC-SHA256(key, taskId + "." + timestamp), where the key is the whole
    /// `whsec_…` text.
    package static func kie(secret: WebhookSecret, taskID: String, seconds: Int64) -> String {
        let mac = HMAC<SHA256>.authenticationCode(
            for: Data("\(taskID).\(seconds)".utf8),
            using: SymmetricKey(data: Data(secret.text.utf8))
        )
        return Data(mac).base64EncodedString()
    }
}

/// `whsec_` and base64 of 24 to 64 random bytes.
package struct WebhookSecret: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    let key: Data

    package init?(_ text: String) {
        guard text.hasPrefix("whsec_"),
            let key = Data(base64Encoded: String(text.dropFirst("whsec_".count))),
            (24...64).contains(key.count)
        else { return nil }
        self.text = text
        self.key = key
    }

    package init(key: [UInt8]) {
        self.key = Data(key)
        text = "whsec_" + self.key.base64EncodedString()
    }

    package var description: String { "<secret>" }
}
