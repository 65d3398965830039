import ArgumentParser
import Crypto
import Domain
import Foundation
import Storage
import Synchronization

extension Admin {
    struct RotateMasterKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep all secrets under a new master key; a running server goes on.",
            discussion: """
                Without a file a random key is made. Where the master key comes from the environment \
                its successor must be given, and be put there before the next start.
                """
        )

        @Option(help: "A file with 64 hexadecimal digits.") var newKeyFile: String?
        @OptionGroup var options: AdminOptions

        func run() async throws {
            var arguments: [String: JSONValue] = [:]
            if let newKeyFile {
                guard let bytes = FileManager.default.contents(atPath: newKeyFile) else {
                    throw CommandFailure(.usage, "Cannot read \(newKeyFile).")
                }
                arguments["secret"] = .string(String(decoding: bytes, as: UTF8.self))
            }
            try await options.perform(AdminRequest("rotate-master-key", arguments))
        }
    }
}

/// Two at once could leave the database under a key that neither wrote.
private let isChangingMasterKey = Atomic(false)

extension AdminCommands {
    /// On disk first, then in the database, then in its place: a stop in between leaves what the next
    /// start can tell apart.
    func rotateMasterKey(_ request: AdminRequest) async throws -> JSONValue {
        guard isChangingMasterKey.exchange(true, ordering: .relaxed) == false else {
            throw AdminProblem("Another change of the master key runs.")
        }
        defer { isChangingMasterKey.store(false, ordering: .relaxed) }
        return try await changeMasterKey(request)
    }

    private func changeMasterKey(_ request: AdminRequest) async throws -> JSONValue {
        let (folder, database) = (premises.folder, premises.store.database)
        let given = try request.text("secret").map {
            try DataFolder.masterKey($0, from: "The file of the new key")
        }
        if premises.config.masterKey != nil {
            guard let given else {
                throw AdminProblem(
                    "The master key comes from AIGENERATE_MASTER_KEY: give its successor with "
                        + "--new-key-file."
                )
            }
            try await premises.vault.rewrap(under: given, in: database)
            return [
                "done": .string(
                    "Put the new key into AIGENERATE_MASTER_KEY before the next start. The old one "
                        + "opens only what was backed up before."
                )
            ]
        }
        guard try folder.stagedMasterKey() == nil else {
            throw AdminProblem(
                "An earlier change of the master key was cut short. Start the server again first: it "
                    + "finds out which key counts."
            )
        }
        let key = given ?? SymmetricKey(size: .bits256)
        try folder.stage(masterKey: key)
        do {
            try await premises.vault.rewrap(under: key, in: database)
        } catch {
            // Surely not kept: where that is unknown the process ends.
            folder.dropStagedMasterKey()
            throw error
        }
        try folder.adoptStagedMasterKey()
        return [
            "done": .string(
                "master.key is new. master.key.old opens only what was backed up before: move it to "
                    + "where those backups' key is kept."
            )
        ]
    }
}
