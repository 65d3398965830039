import ArgumentParser
import Domain
import PriceList

struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "The price list that this program carries.",
        subcommands: [List.self, Check.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "All models with the price of an image, and up to which price other sizes go."
        )

        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let variants = try PriceList.load().allVariants
            if json {
                Terminal.line(JSONValue.array(variants.map(Self.object)).text())
                return
            }
            let heads = ["MODEL", "CREDITS", "USD", "UP TO", "NOTE"]
            let rows = [heads] + variants.map(Self.row)
            Terminal.line(TextTable(rows: rows, figures: [1, 2, 3]).text)
        }

        private static func row(_ variant: Variant) -> [String] {
            let sample = variant.sample
            let note =
                variant.isFree ? "free" : variant.retires.map { "retires \($0.text)" } ?? ""
            return [
                variant.slug, CreditValue.standard.creditsFixed(sample.price), sample.price.dollars,
                sample.most > sample.price ? sample.most.dollars : "", note,
            ]
        }

        private static func object(_ variant: Variant) -> JSONValue {
            [
                "slug": .string(variant.slug), "family": .string(variant.family),
                "mode": .string(variant.mode.rawValue),
                "aliases": .array(variant.aliases.map(JSONValue.string)),
                "price": variant.price.json, "retires": .text(variant.retires?.text),
                "successor": .text(variant.successor), "free": .bool(variant.isFree),
            ]
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every entry of the price list."
        )

        func run() async throws {
            let catalog = try PriceList.load()
            let problems = CatalogCheck.problems(in: catalog)
            for problem in problems { Terminal.line("\(problem)") }
            guard problems.isEmpty else { throw ExitCode(ExitReason.unexpected.rawValue) }
            Terminal.line("\(catalog.allVariants.count) variants, all right.")
        }
    }
}
