import Domain
import Testing

@Suite struct `A price per unit` {
    @Test(arguments: [
        (1, 0, 0), (1, 1, 1), (1, 1_000_000, 1), (1, 1_000_001, 2), (999_999, 1, 1),
        (1_000_000, 3, 3), (2_500_000, 3, 8), (30_000_000, 196, 5_880),
        // More than 64 bits on the way.
        (Int64(1_000_000_000_000), 10_000_000, 10_000_000_000_000),
    ])
    func `is rounded up to a whole micro-dollar, once`(
        pico: Int64,
        units: Int64,
        micros: Int64
    ) {
        #expect(Rate(picoUSD: pico).amount(units: units) == MicroUSD(micros))
    }

    @Test func `is never a micro-dollar too much`() {
        var random = SeededRandom(seed: 2)
        for _ in 0..<10_000 {
            let pico = Int64.random(in: 1...5_000_000_000, using: &random)
            let units = Int64.random(in: 1...1_000_000, using: &random)
            let micros = Rate(picoUSD: pico).amount(units: units).rawValue
            #expect(micros * 1_000_000 >= pico * units)
            #expect((micros - 1) * 1_000_000 < pico * units)
        }
    }
}
