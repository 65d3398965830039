import Domain

/// How the secret of a cookie or a link is stored. It is random, so one hash of it is enough.
package enum OneTimeToken {
    package static func hash(_ token: String) -> [UInt8] {
        SHA256Text.bytes(of: token.utf8)
    }
}
