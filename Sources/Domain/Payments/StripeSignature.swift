import Crypto
import Foundation

/// The header `Stripe-Signature`: `t=1492774577,v1=<hex>,v0=<hex>`, where each v1 is the HMAC-SHA256
/// of `t.body` under an endpoint's secret as it is written. While a secret is rotated there are two.
package struct StripeSignature: Sendable {
    private let seconds: Int64
    private let proofs: [[UInt8]]

    /// A message older than this, or from as far in the future, is refused: Stripe's own libraries
    /// take 300 s.
    package static let tolerance: Int64 = 300

    /// Until the year 2286.
    private static let times: ClosedRange<Int64> = 0...9_999_999_999

    /// nil: this is no such header.
    package init?(_ header: String) {
        var seconds: Int64?
        var proofs: [[UInt8]] = []
        for part in header.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return nil }
            switch pair[0].trimmingCharacters(in: .whitespaces) {
            case "t": seconds = Int64(pair[1]).flatMap { Self.times.contains($0) ? $0 : nil }
            case "v1": proofs += [Self.bytes(pair[1])].compactMap(\.self)
            default: continue
            }
        }
        guard let seconds, !proofs.isEmpty else { return nil }
        self.seconds = seconds
        self.proofs = proofs
    }

    /// The body is as Stripe sent it, and it was sent just now.
    package func covers(_ body: [UInt8], secret: Secret, at now: Timestamp) -> Bool {
        guard abs(now.milliseconds / 1_000 - seconds) <= Self.tolerance else { return false }
        let key = SymmetricKey(data: Data(secret.reveal().utf8))
        let signed = Data("\(seconds).".utf8) + Data(body)
        // In constant time.
        return proofs.contains {
            HMAC<SHA256>.isValidAuthenticationCode(Data($0), authenticating: signed, using: key)
        }
    }

    private static func bytes(_ hex: Substring) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: 64, by: 2) {
            let pair = String(decoding: digits[start...start + 1], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
