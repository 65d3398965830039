import ArgumentParser
import Domain
import Providers

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that this machine has what AI Generate needs.",
        discussion: """
            Looks at the data folder, the port and what the Sandbox draws with, and changes \
            nothing. Exit 0: all is well, or could be a little better (note); 1: something is BAD.
            """
    )

    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var options: ServerOptions

    func run() async throws {
        let config = try options.read()
        let findings =
            await DataFindings(config: config).all + DrawingFindings.all(of: DrawingStudio())
        Terminal.line(json ? Self.json(findings).text() : Self.table(findings))
        guard findings.allSatisfy({ $0.verdict != .bad }) else {
            throw ExitReason.unexpected.asExitCode
        }
    }

    private static func table(_ findings: [Finding]) -> String {
        TextTable(rows: findings.map { [$0.verdict.rawValue, $0.subject, $0.detail] }).text
    }

    private static func json(_ findings: [Finding]) -> JSONValue {
        .array(
            findings.map {
                [
                    "verdict": .string($0.verdict.rawValue.lowercased()),
                    "subject": .string($0.subject), "detail": .string($0.detail),
                ]
            }
        )
    }
}

extension ExitReason {
    fileprivate var asExitCode: ExitCode { ExitCode(rawValue) }
}
