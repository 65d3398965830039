import Foundation

/// A server of ours on a fresh data folder, which is deleted with it.
final class Server {
    let folder: URL
    let place: Place
    /// From the start of the process to the first 200 of /readyz, in milliseconds.
    let readyMilliseconds: Double
    let port: UInt16
    private let process: Process

    /// - program: the server's binary.
    /// - settings: in the environment, without the prefix `AIGENERATE_`.
    /// - folder: nil makes one.
    init(_ program: URL, _ settings: [String: String], folder: URL? = nil) throws {
        let folder =
            folder
            ?? FileManager.default.temporaryDirectory
            .appendingPathComponent("aigenerate-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let port = try LoopbackSocket.freePort()
        let process = Process()
        process.executableURL = program
        process.arguments = ["serve", "--data", folder.path, "--port", String(port)]
        process.environment = Self.environment(settings)
        process.standardOutput = FileHandle.nullDevice
        let started = DispatchTime.now()
        try Children.start(process)
        try Self.waitUntilReady(port, process)
        let ready = DispatchTime.now()
        self.folder = folder
        self.process = process
        self.port = port
        readyMilliseconds = Double(ready.uptimeNanoseconds - started.uptimeNanoseconds) / 1_000_000
        let first = try Data(contentsOf: folder.appendingPathComponent("first-key"))
        let key = String(decoding: first, as: UTF8.self)
        place = Place(
            url: "http://127.0.0.1:\(port)",
            key: key.trimmingCharacters(in: .whitespacesAndNewlines)
        )
    }

    /// Nothing of the caller's own settings reaches it.
    private static func environment(_ settings: [String: String]) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment.filter {
            !$0.key.hasPrefix("AIGENERATE_") && $0.key != "OPENAI_API_KEY"
        }
        for (name, value) in settings {
            environment[name == "OPENAI_API_KEY" ? name : "AIGENERATE_" + name] = value
        }
        return environment
    }

    private static func waitUntilReady(_ port: UInt16, _ process: Process) throws {
        let deadline = DispatchTime.now() + 20
        while DispatchTime.now() < deadline {
            guard process.isRunning else { throw BenchError("the server did not start") }
            if let answer = try? LoopbackSocket.get(port, "/readyz"), answer.status == 200 {
                return
            }
            usleep(2_000)
        }
        throw BenchError("the server was not ready within 20 s")
    }

    func get(_ path: String) throws -> String {
        let answer = try LoopbackSocket.get(port, path, key: place.key)
        guard answer.status == 200 else { throw BenchError("\(path) answered \(answer.status)") }
        return answer.body
    }

    /// Of the server alone, without its children.
    func megabytes(_ name: String) throws -> Double {
        try ProcessMemory.megabytes(name, of: process.processIdentifier)
    }

    /// Processor time of the server alone so far, without its children.
    func processorSeconds() throws -> Double {
        try ProcessMemory.processorSeconds(of: process.processIdentifier)
    }

    /// Files and sockets that it has open.
    func descriptors() throws -> Int {
        try FileManager.default
            .contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd").count
    }

    /// Orderly; a task that hangs on its provider is not waited for.
    func stop(keepingFolder: Bool = false) {
        Children.stop(process)
        if !keepingFolder { try? FileManager.default.removeItem(at: folder) }
    }
}
