import ArgumentParser
import Domain

struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Recompute the ledger and check every invariant.",
        discussion:
            "Works while the server runs. Exit 0: all is right; 1: what is wrong is printed."
    )

    @OptionGroup var options: AdminOptions

    func run() async throws {
        let config = try options.server.read()
        let report = try await AdminDoor(config: config).perform(AdminRequest("audit"))
        Terminal.line(options.json ? report.text() : text(report))
        guard report["ok"] == true else { throw ExitCode(ExitReason.unexpected.rawValue) }
    }

    private func text(_ report: JSONValue) -> String {
        let problems = report["problems"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let counts = ["accounts", "entries", "openHolds", "tasks"]
            .map { "\($0) \(report[$0]?.intValue ?? 0)" }.joined(separator: ", ")
        guard problems.isEmpty else {
            return (["The ledger is NOT right:"] + problems.map { "  " + $0 } + [counts])
                .joined(separator: "\n")
        }
        return "The ledger is right: \(counts)."
    }
}
