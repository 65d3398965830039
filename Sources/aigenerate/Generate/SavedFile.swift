import AIGenerateClient
import Foundation

/// One image that has arrived.
struct SavedFile: Sendable {
    /// The path as the person gave it; `-` for stdout.
    let path: String
    let output: TaskOutput
    let bytes: Int64
}

extension GenerateRun {
    /// Brings the images to where they were wanted, each checked against its hash first.
    func fetch(_ record: TaskRecord) async throws -> [SavedFile] {
        if order.output == "-" { return try await fetchToOutput(record) }
        let paths = OutputNames.paths(
            wish: order.output.map(Self.asFolder),
            count: record.outputs.count,
            taskID: record.taskID,
            seed: record.seed,
            mimes: record.outputs.map(\.mime)
        )
        var files: [SavedFile] = []
        for (path, output) in zip(paths, record.outputs) {
            let bytes = try await client.download(output, to: URL(filePath: path))
            files.append(SavedFile(path: path, output: output, bytes: bytes))
        }
        return files
    }

    /// Through a file of its own, so that nothing unchecked is passed on.
    private func fetchToOutput(_ record: TaskRecord) async throws -> [SavedFile] {
        guard let output = record.outputs.first else { return [] }
        let place = FileManager.default.temporaryDirectory
            .appending(component: "aigenerate-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        let bytes = try await client.download(output, to: place)
        try Output.copy(place)
        return [SavedFile(path: "-", output: output, bytes: bytes)]
    }

    private static func asFolder(_ path: String) -> String {
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return isFolder.boolValue && !path.hasSuffix("/") ? path + "/" : path
    }
}

/// stdout: data, and nothing else.
enum Output {
    static func write(_ text: String) throws(CommandFailure) {
        try put(Data(text.utf8))
    }

    static func copy(_ file: URL) throws {
        let handle = try FileHandle(forReadingFrom: file)
        while let part = try handle.read(upToCount: 1 << 16), !part.isEmpty { try put(part) }
        try handle.close()
    }

    private static func put(_ bytes: Data) throws(CommandFailure) {
        do {
            try FileHandle.standardOutput.write(contentsOf: bytes)
        } catch {
            throw CommandFailure(
                .unexpected,
                "stdout cannot be written to: \(error.localizedDescription)"
            )
        }
    }
}
