import AIGenerateClient
import Foundation

/// One image that has arrived.
struct SavedFile: Sendable {
    /// The path as the person gave it; `-` for stdout.
    let path: String
    let output: TaskOutput
    let bytes: Int64

    /// Where an image waits for its check before it goes to stdout.
    static func temporary() -> URL {
        FileManager.default.temporaryDirectory
            .appending(component: "aigenerate-\(UUID().uuidString)")
    }
}

extension GenerateRun {
    /// Brings the images to where they were wanted, each checked against its hash first.
    func fetch(_ record: TaskRecord) async throws -> [SavedFile] {
        if order.output == "-" { return try await fetchToOutput(record) }
        let paths = OutputNames.paths(
            wish: order.output.map(OutputPlace.folderAware),
            count: record.outputs.count,
            taskID: record.taskID,
            seed: record.seed,
            mimes: record.outputs.map(\.mime)
        )
        var failure: AIGenerateError?
        for (path, output) in zip(paths, record.outputs) {
            do throws(AIGenerateError) {
                let bytes = try await client.download(output, to: URL(filePath: path))
                trace.saved(SavedFile(path: path, output: output, bytes: bytes))
            } catch {
                // The others may still come; a server that is away will not be there for them.
                failure = failure ?? error
                if case .file = error { continue }
                if case .verification = error { continue }
                break
            }
        }
        if let failure { throw failure }
        return trace.savedFiles
    }

    /// Through a file of its own, so that nothing unchecked is passed on.
    private func fetchToOutput(_ record: TaskRecord) async throws -> [SavedFile] {
        guard let output = record.outputs.first else { return [] }
        let place = SavedFile.temporary()
        defer { try? FileManager.default.removeItem(at: place) }
        let bytes = try await client.download(output, to: place)
        try Output.copy(place)
        let file = SavedFile(path: "-", output: output, bytes: bytes)
        trace.saved(file)
        guard record.outputs.count == 1 else {
            throw CommandFailure(.unexpected, "There are more images than stdout takes.")
        }
        return [file]
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
