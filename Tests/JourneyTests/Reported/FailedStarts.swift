import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    @Suite struct FailedStarts {
        @Test(arguments: [false, true])
        func `a start that cannot listen leaves nothing behind`(isTaken: Bool) async throws {
            try await ServerProcess.run { server in
                let port = server.address.split(separator: ":").last ?? ""
                let place = isTaken ? ["--port", String(port)] : ["--host", "host.invalid"]
                let data = server.folder.appending(component: "fresh").path
                let ending = try await server.command(
                    ["serve", "--data", data] + place,
                    onData: false
                )
                #expect(ending.code == 1)
                if isTaken { #expect(ending.errors.contains("port \(port) of 127.0.0.1 is taken")) }
                #expect(!FileManager.default.fileExists(atPath: data))
            }
        }

        @Test func `a command on a mistyped data folder says so and leaves nothing behind`()
            async throws
        {
            try await ServerProcess.run { server in
                let data = server.folder.appending(component: "mistyped").path
                for command in [
                    ["audit"], ["admin", "list-accounts"], ["admin", "provider", "list"],
                    ["admin", "make-administrator", "--email", "a@example.com"],
                ] {
                    let ending = try await server.command(
                        command + ["--data", data],
                        onData: false
                    )
                    #expect(ending.code == 2, "\(command)")
                    #expect(ending.errors.contains("There is no data in \(data)"), "\(command)")
                    #expect(!FileManager.default.fileExists(atPath: data), "\(command)")
                }
            }
        }
    }
}
