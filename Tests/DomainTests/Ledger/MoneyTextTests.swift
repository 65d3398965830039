import Domain
import Testing

@Suite struct `Money as text` {
    @Test(arguments: [
        (0, "0"), (1, "0.000001"), (28_000, "0.028"), (500_000, "0.5"), (10_000_000, "10"),
        (-500_000, "-0.5"), (-1, "-0.000001"), (123_456_789_000_001, "123456789.000001"),
        (Int64.min, "-9223372036854.775808"), (Int64.max, "9223372036854.775807"),
    ])
    func `dollars are written with no more decimals than needed`(micros: Int64, text: String) {
        #expect(MicroUSD(micros).dollars == text)
    }

    @Test(arguments: [
        ("0", 0), ("10", 10_000_000), ("0.5", 500_000), ("12.345678", 12_345_678),
        ("0.00588", 5_880), ("007.10", 7_100_000), ("1000000", 1_000_000_000_000),
    ])
    func `dollars are read exactly`(text: String, micros: Int64) {
        #expect(MicroUSD(dollars: text) == MicroUSD(micros))
    }

    @Test(arguments: [
        "", ".", ".5", "5.", "-1", "+1", "1e3", "0.0000001", "1,5", " 1", "1 ", "0x1", "1.2.3",
        "1000000.000001", "1000001", "99999999", "٣", "NaN",
    ])
    func `anything else is not an amount`(text: String) {
        #expect(MicroUSD(dollars: text) == nil)
    }

    @Test func `every amount is read back as it was written`() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<10_000 {
            let amount = MicroUSD(Int64.random(in: 0...MicroUSD.largest.rawValue, using: &random))
            #expect(MicroUSD(dollars: amount.dollars) == amount)
        }
    }
}

@Suite struct `Credits as text` {
    @Test(arguments: [
        (28_000, "4", "4.00"), (154_000, "22", "22.00"), (10_000_000, "1428.57", "1428.57"),
        (0, "0", "0.00"), (7_000, "1", "1.00"), (700, "0.1", "0.10"), (-28_000, "-4", "-4.00"),
        // Half a hundredth of a credit is 35 µ$: to the even hundredth.
        (35, "0", "0.00"), (105, "0.02", "0.02"), (175, "0.02", "0.02"), (245, "0.04", "0.04"),
        (36, "0.01", "0.01"), (34, "0", "0.00"), (106, "0.02", "0.02"), (104, "0.01", "0.01"),
        // Never "-0.00".
        (-34, "0", "0.00"), (-36, "-0.01", "-0.01"),
    ])
    func `credits are rounded half to even`(micros: Int64, short: String, fixed: String) {
        #expect(CreditValue.standard.credits(MicroUSD(micros)) == short)
        #expect(CreditValue.standard.creditsFixed(MicroUSD(micros)) == fixed)
    }

    @Test func `a credit of another value is counted by that value`() {
        #expect(CreditValue(microUSD: 10_000).credits(MicroUSD(28_000)) == "2.8")
        #expect(CreditValue(microUSD: 1).creditsFixed(MicroUSD(3)) == "3.00")
    }
}
