package import AIGenerateClient
package import Foundation

/// What is said about the files when they are there.
package enum FileLine {
    /// `fox.png  1024×1024  1.3 MB  seed 4211`
    package static func text(
        path: String,
        output: TaskOutput,
        bytes: Int64,
        seed: Int64?
    )
        -> String
    {
        var words = [path]
        if let width = output.width, let height = output.height {
            words.append("\(width)×\(height)")
        }
        words.append(AmountText.bytes(bytes))
        if let seed = output.seed ?? seed { words.append("seed \(seed)") }
        return words.joined(separator: "  ")
    }

    /// `4.00 cr  balance $9.8600`; empty where neither is known.
    package static func money(credits: Decimal?, balance: Decimal?) -> String {
        let words = [
            credits.map(AmountText.credits), balance.map { "balance \(AmountText.dollars($0))" },
        ]
        return words.compactMap { $0 }.joined(separator: "  ")
    }
}
