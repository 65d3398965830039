import Foundation

/// The project's text files as they stand on disk: what git tracks or would track, so that build
/// products, data and ignored files are left alone.
struct SourceTree: Sendable {
    let files: [SourceFile]
    /// Of all files, pictures included.
    let paths: [String]

    static let here = SourceTree(root: projectRoot)

    var swift: [SourceFile] { files.filter(\.isSwift) }
    var sources: [SourceFile] { swift.filter(\.isSource) }

    init(root: URL) {
        let paths = Self.tracked(in: root) ?? Self.walked(root)
        self.paths = paths.sorted()
        files = self.paths.compactMap { path in
            // Not text (a picture), or deleted and not yet committed: nothing to read.
            guard let data = try? Data(contentsOf: root.appending(path: path)),
                let text = String(data: data, encoding: .utf8)
            else { return nil }
            return SourceFile(path, text)
        }
    }

    private static var projectRoot: URL {
        var folder = URL(filePath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder
    }

    private static func tracked(in root: URL) -> [String]? {
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = [
            "git", "-C", root.path, "ls-files", "-z", "--cached", "--others", "--exclude-standard",
        ]
        let output = Pipe()
        git.standardOutput = output
        git.standardError = FileHandle.nullDevice
        guard (try? git.run()) != nil else { return nil }
        let listing = output.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        guard git.terminationStatus == 0, !listing.isEmpty else { return nil }
        let names = listing.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return Array(Set(names))
    }

    /// For a tree that came as an archive, without git.
    private static func walked(_ root: URL) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: root.path)) ?? []
        return names.filter { name in
            let first = name.prefix { $0 != "/" }
            return first != ".git" && first != "data" && !first.hasPrefix(".build")
        }
    }
}
