import Domain
import Foundation
import TestKit
import Testing

/// `admin rotate-master-key`, while the server runs, and cut short.
@Suite struct ChangingTheMasterKey {
    private func text(_ server: ServerProcess, _ name: String) throws -> String {
        try String(contentsOfFile: server.dataPath + "/" + name, encoding: .utf8)
    }

    private func names(_ server: ServerProcess) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: server.dataPath)
            .filter { $0.hasPrefix("master.key") }.sorted()
    }

    @Test func `all goes on under the new one, and after the next start`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let old = try text(server, "master.key")
            let said = try await server.admin("rotate-master-key")
            #expect(said["done"]?.stringValue?.contains("master.key.old") == true)
            #expect(try text(server, "master.key") != old)
            #expect(try text(server, "master.key.old") == old)
            // It may be the only key of what was backed up before.
            let again = try await server.command(["admin", "rotate-master-key"])
            #expect(again.code == 2 && again.errors.contains("move it"), "\(again.errors)")
            #expect(try text(server, "master.key.old") == old)
            let mode =
                try FileManager.default.attributesOfItem(
                    atPath: server.dataPath + "/master.key"
                )[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try await customer.create(Orders.sandbox()).status == 200)
            try await server.terminate()
            try await server.start()
            let customerAgain = try server.customer()
            #expect(try await customerAgain.create(Orders.sandbox()).status == 200)
            let secret = try await server.admin("webhook-secret", "--account", customer.account)
            #expect(secret["webhookSecret"]?.stringValue?.hasPrefix("whsec_") == true)
        }
    }

    @Test func `a stop before it counts leaves the old one, a stop after it the new one`()
        async throws
    {
        try await ServerProcess.run { server in
            let old = try text(server, "master.key")
            try await server.terminate()
            let staged = server.dataPath + "/master.key.new"
            try (String(repeating: "ab", count: 32) + "\n")
                .write(toFile: staged, atomically: true, encoding: .utf8)
            try await server.start()
            #expect(try text(server, "master.key") == old)
            #expect(try names(server) == ["master.key"])
            _ = try await server.admin("rotate-master-key")
            let new = try text(server, "master.key")
            try await server.terminate()
            try old.write(
                toFile: server.dataPath + "/master.key",
                atomically: true,
                encoding: .utf8
            )
            try new.write(toFile: staged, atomically: true, encoding: .utf8)
            try await server.start()
            #expect(try text(server, "master.key") == new)
            #expect(try names(server) == ["master.key", "master.key.old"])
            #expect(try await server.customer().create(Orders.sandbox()).status == 200)
        }
    }

    @Test func `where it comes from the environment its successor must be given`() async throws {
        try await ServerProcess.run(isStarted: false) { server in
            let (first, next) = (
                String(repeating: "1a", count: 32), String(repeating: "2b", count: 32)
            )
            try await server.start(["AIGENERATE_MASTER_KEY": first])
            let refused = try await server.command(["admin", "rotate-master-key"])
            #expect(refused.code == 2 && refused.errors.contains("--new-key-file"))
            let file = server.folder.appending(component: "next").path
            try "2b2b".write(toFile: file, atomically: true, encoding: .utf8)
            let short = try await server.command([
                "admin", "rotate-master-key", "--new-key-file", file,
            ])
            #expect(short.code != 0 && short.errors.contains("64 hexadecimal digits"))
            try next.write(toFile: file, atomically: true, encoding: .utf8)
            _ = try await server.admin("rotate-master-key", "--new-key-file", file)
            try await server.terminate()
            await #expect(throws: ServerStopped.self) {
                try await server.start(["AIGENERATE_MASTER_KEY": first])
            }
            try await server.start(["AIGENERATE_MASTER_KEY": next])
            #expect(try await server.customer().create(Orders.sandbox()).status == 200)
            #expect(!(try names(server).contains("master.key")))
        }
    }
}
