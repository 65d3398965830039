import ArgumentParser
import Domain
import PriceList

struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "What is on sale.",
        subcommands: [List.self, Check.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All variants with prices.")

        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let variants = try PriceList.load().allVariants
            if json {
                Terminal.line(JSONValue.array(variants.map(Self.object)).text())
                return
            }
            for variant in variants {
                let output = variant.price.output
                let from = output.cheapest == output.dearest ? "" : "from "
                let credits = CreditValue.standard.creditsFixed(output.cheapest)
                Terminal.line(
                    "\(variant.slug)  \(from)\(credits) credits  $\(output.cheapest.dollars)"
                        + (variant.retires.map { "  retires \($0.text)" } ?? "")
                )
            }
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
