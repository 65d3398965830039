import Foundation
import TestKit

/// Runs `aigenerate generate` at a shop, in a folder of its own.
func generate(
    _ arguments: [String],
    script: StandInShop.Script = StandInShop.Script(),
    faults: [String: [StandInShop.Fault]] = [:],
    environment: [String: String] = [:],
    input: String = "",
    meanwhile: (StandInShop, ChildProcess) async throws -> Void = { _, _ in },
    check: (ChildProcess.Ending, StandInShop, URL) async throws -> Void
) async throws {
    let shop = StandInShop(script, faults: faults)
    let server = try await StandInServer.start { shop.respond($0) }
    try await inFolder { folder in
        let standard = [
            "AIGENERATE_SERVER": "http://127.0.0.1:\(server.port)",
            "AIGENERATE_API_KEY": "sk-aig-0123456789abcdefghij",
        ]
        let command = try RunningCommand(
            ["generate"] + arguments,
            environment: standard.merging(environment) { _, own in own },
            in: folder,
            input: input
        )
        let ending = try await command.run { try await meanwhile(shop, $0) }
        try await check(ending, shop, folder)
    }
    try await server.stop()
}

func pictures(in folder: URL) -> [String] {
    let all = try? FileManager.default.contentsOfDirectory(
        atPath: folder.path(percentEncoded: false)
    )
    return (all ?? ["the folder cannot be read"]).filter { !$0.hasPrefix(".") }.sorted()
}
