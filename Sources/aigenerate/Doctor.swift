import ArgumentParser
import Domain
import Drawing
import Foundation
import Providers
import Storage

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that this machine has what the house needs."
    )

    @OptionGroup var options: ServerOptions

    func run() async throws {
        let config = try options.read()
        let folder = try DataFolder(config.data)
        var isFine = true
        func tell(_ isGood: Bool, _ what: String, _ detail: String) {
            isFine = isFine && isGood
            Terminal.line("\(isGood ? "ok  " : "BAD ")  \(what): \(detail)")
        }
        let space = FreeSpace(folder: folder.path, reserve: config.minimumFree)
        tell(!space.isLow, "disk", "\(space.available() / 1_000_000) MB free in \(folder.path)")
        tell(true, "server", folder.isLocked ? "running on this data" : "not running")
        do throws(StudioFailure) {
            let report = try await DrawingStudio().probe()
            tell(true, "sandbox", "\(report)")
        } catch {
            tell(
                false,
                "sandbox",
                "cannot draw (\(error)); install "
                    + DrawingStudio.debianPackages.joined(separator: " ")
            )
        }
        guard isFine else { throw ExitCode(ExitReason.unexpected.rawValue) }
    }
}
