import Foundation
import NIOCore
import NIOPosix
import Storage

/// What the doctor finds in the data folder and at the port.
struct DataFindings: Sendable {
    let config: Config
    private let folder: DataFolder

    init(config: Config) {
        self.config = config
        folder = DataFolder(at: config.data)
    }

    var all: [Finding] {
        get async {
            guard FileManager.default.fileExists(atPath: folder.path) else {
                let detail = "\(folder.path) is not there yet; the first start makes it"
                return [Finding(.note, "data folder", detail), await port]
            }
            guard !folder.isLocked else {
                return [space, masterKey, Finding(.fine, "server", "runs on this data")]
            }
            return [
                space, masterKey, database, Finding(.fine, "server", "not running"), await port,
            ]
        }
    }

    private var space: Finding {
        let space = FreeSpace(folder: folder.path, reserve: config.minimumFree)
        let free = "\(space.available() / 1_000_000) MB free in \(folder.path)"
        return space.isLow
            ? Finding(.bad, "data folder", free + ", too little to take work (min-free-mb)")
            : Finding(.fine, "data folder", free)
    }

    private var masterKey: Finding {
        if config.masterKey != nil { return Finding(.fine, "master key", "given by a setting") }
        let path = folder.file("master.key")
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let permissions = attributes[.posixPermissions] as? Int
        else {
            return FileManager.default.fileExists(atPath: folder.database)
                ? Finding(.bad, "master key", "\(path) is missing: put it back from your backup")
                : Finding(.note, "master key", "not there yet; the first start makes it")
        }
        return permissions & 0o077 == 0
            ? Finding(.fine, "master key", "only its owner can read it; keep a copy elsewhere")
            : Finding(.bad, "master key", "others can read it: chmod 600 \(path)")
    }

    /// Only looked at while no server has it open: it may be in the middle of a change.
    private var database: Finding {
        guard FileManager.default.fileExists(atPath: folder.database) else {
            return Finding(.note, "database", "not there yet; the first start makes it")
        }
        if let problem = DatabaseCheck.problem(at: folder.database) {
            return Finding(.bad, "database", problem)
        }
        return Finding(.fine, "database", "opens, and SQLite finds nothing wrong with the file")
    }

    private var port: Finding {
        get async {
            let address = "\(config.host):\(config.port)"
            do {
                let channel = try await ServerBootstrap(
                    group: .singletonMultiThreadedEventLoopGroup
                )
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: config.host, port: config.port).get()
                try await channel.close()
                return Finding(.fine, "port", "\(address) can be listened on")
            } catch {
                return Finding(.bad, "port", "\(address) cannot be listened on: \(error)")
            }
        }
    }
}
