import Domain
import Testing

@Suite struct `Codes of the second step` {
    /// The secret of RFC 6238, appendix B, and its SHA-1 rows, of which six digits are used.
    private let totp = TOTP(secret: Array("12345678901234567890".utf8))

    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"),
        (1_234_567_890, "005924"), (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ])
    func `are those of the standard`(seconds: Int64, code: String) {
        #expect(totp.code(step: seconds / TOTP.period) == code)
    }

    @Test func `the secret's text is base32, and read back`() throws {
        #expect(totp.text == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        let again = try #require(TOTP(text: totp.text))
        #expect(again.code(step: 1) == totp.code(step: 1))
        #expect(TOTP(text: "abc!") == nil)
    }

    @Test func `a code counts for its step and the ones beside it, and once`() {
        let now = Timestamp(milliseconds: 59_000)
        #expect(totp.step(of: "287 082", at: now, after: 0) == 1)
        #expect(totp.step(of: totp.code(step: 2), at: now, after: 0) == 2)
        #expect(totp.step(of: totp.code(step: 3), at: now, after: 0) == nil)
        #expect(totp.step(of: "287082", at: now, after: 1) == nil)
        #expect(totp.step(of: "", at: now, after: 0) == nil)
    }
}
