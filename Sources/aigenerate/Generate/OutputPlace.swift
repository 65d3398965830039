import AIGenerateClient
import Foundation

/// Where the images are to go. It is looked at before anything is ordered: an image that cannot be
/// written is paid for all the same.
enum OutputPlace {
    /// - Throws: `CommandFailure` with what to change.
    static func check(_ order: GenerateOrder) throws(CommandFailure) {
        if let fault = StandardStreams.faultOfOutput() {
            throw CommandFailure(.usage, "stdout cannot be written to: \(fault). \(nothing)")
        }
        guard order.output != "" else {
            throw CommandFailure(.usage, "-o names no file. \(nothing)")
        }
        // Ten thousand names are as good as a hundred.
        let count = min(order.expectedCount, 100)
        let files =
            order.output == "-"
            ? [SavedFile.temporary()] : expectedPaths(order, count).map { URL(filePath: $0) }
        for file in files {
            do throws(AIGenerateError) {
                try AIGenerateClient.checkDestination(file, images: count)
            } catch {
                throw CommandFailure(.usage, "\(words(error, order)). \(nothing)")
            }
        }
    }

    /// As far as the names are known: what the task is called only the server says.
    private static func expectedPaths(_ order: GenerateOrder, _ count: Int) -> [String] {
        OutputNames.paths(
            wish: order.output.map(folderAware),
            count: count,
            taskID: "task_" + String(repeating: "0", count: 26),
            seed: order.input.seed,
            mimes: []
        )
    }

    /// A folder's name gets the slash that tells it from a file's.
    static func folderAware(_ path: String) -> String {
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return isFolder.boolValue && !path.hasSuffix("/") ? path + "/" : path
    }

    /// A name that only stands for the one to come is not shown.
    private static func words(_ error: AIGenerateError, _ order: GenerateOrder) -> String {
        let isNamed = order.output.map { $0 != "-" && !folderAware($0).hasSuffix("/") } ?? false
        guard !isNamed, case .file(_, let reason) = error else { return error.description }
        return "The image could not be written: \(reason)"
    }

    private static let nothing = "Nothing was ordered."
}

extension GenerateOrder {
    /// Images that were asked for, under either name.
    var expectedCount: Int {
        let own = input.extra["n"]?.numberValue.flatMap { Int($0.description) }
        return max(1, own ?? input.n ?? 1)
    }
}
