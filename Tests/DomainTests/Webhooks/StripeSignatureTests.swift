import Crypto
import Domain
import Foundation
import Testing

@Suite struct `Stripe's signature` {
    private static let secret = Secret("whsec_test_secret")
    private static let body = Array("{\n  \"id\": \"evt_test\"\n}".utf8)
    private static let sent: Int64 = 1_492_774_577

    private static func proof(_ secret: Secret = secret) -> String {
        let mac = HMAC<SHA256>.authenticationCode(
            for: Data("\(sent).".utf8) + Data(body),
            using: SymmetricKey(data: Data(secret.reveal().utf8))
        )
        return mac.map { String(format: "%02x", $0) }.joined()
    }

    private func covers(_ header: String, _ body: [UInt8] = body, after seconds: Int64 = 0) -> Bool
    {
        let now = Timestamp(milliseconds: (Self.sent + seconds) * 1_000)
        return StripeSignature(header)?.covers(body, secret: Self.secret, at: now) ?? false
    }

    @Test func `covers time and body, under one of two secrets while one is rotated`() {
        #expect(covers("t=\(Self.sent),v1=\(Self.proof())"))
        let old = Self.proof(Secret("whsec_old"))
        #expect(covers("t=\(Self.sent),v1=\(old),v1=\(Self.proof()),v0=6ffbb59b"))
        #expect(!covers("t=\(Self.sent),v1=\(old)"))
        #expect(!covers("t=\(Self.sent + 1),v1=\(Self.proof())"))
        #expect(!covers("t=\(Self.sent),v1=\(Self.proof())", Self.body + [32]))
        #expect(!covers("t=\(Self.sent),v0=\(Self.proof())"))
    }

    @Test(arguments: [-301, -300, 0, 300, 301])
    func `is good for five minutes`(seconds: Int64) {
        let header = "t=\(Self.sent),v1=\(Self.proof())"
        #expect(covers(header, after: seconds) == (abs(seconds) <= 300))
    }

    @Test(arguments: [
        "", "t=1", "v1=00", "t=x,v1=\(String(repeating: "0", count: 64))", "t=1,v1=zz",
        "t=1,v1=\(String(repeating: "é", count: 32))", "nonsense", "t=1;v1=00",
        "t=-9223372036854775808,v1=\(String(repeating: "0", count: 64))",
    ])
    func `is no other text`(header: String) {
        #expect(StripeSignature(header) == nil)
    }
}
