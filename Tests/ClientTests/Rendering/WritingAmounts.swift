import Foundation
import Testing
import aigenerate

@Suite struct WritingAmounts {
    private static func decimal(_ text: String) throws -> Decimal {
        try #require(Decimal(string: text))
    }

    @Test(arguments: [
        ("4", "4.00 cr"), ("1428.57", "1428.57 cr"), ("0", "0.00 cr"), ("0.005", "0.00 cr"),
        ("0.015", "0.02 cr"), ("-3.5", "-3.50 cr"),
    ])
    func `credits have two decimals`(amount: String, expected: String) throws {
        #expect(AmountText.credits(try Self.decimal(amount)) == expected)
    }

    @Test(arguments: [
        ("0.028", "$0.0280"), ("10", "$10.0000"), ("0.00005", "$0.0000"), ("0.00015", "$0.0002"),
        ("-0.5", "-$0.5000"), ("1000000", "$1000000.0000"),
    ])
    func `dollars have four decimals`(amount: String, expected: String) throws {
        #expect(AmountText.dollars(try Self.decimal(amount)) == expected)
    }

    @Test(arguments: [
        (Int64(0), "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1_000, "1.0 kB"),
        (1_349_999, "1.3 MB"), (1_350_000, "1.4 MB"), (2_000_000_000, "2.0 GB"),
    ])
    func `sizes are short`(bytes: Int64, expected: String) {
        #expect(AmountText.bytes(bytes) == expected)
    }
}
