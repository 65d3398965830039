import Foundation
import PackagePlugin

/// Turns a target's non-Swift files (price list, templates, styles) into one Swift source with raw
/// string literals. A resource bundle would be lost when the binary is copied to another machine,
/// and `.embedInCode` compiles a hundred times slower. The files of the target `Manual` are the Markdown
/// pages below `docs`, which stand where readers look for them.
@main
struct EmbedFiles: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let isManual = target.name == "Manual"
        let folder =
            isManual ? context.package.directoryURL.appending(path: "docs") : target.directoryURL
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { name in
                let file = folder.appending(path: name)
                return (isManual ? name.hasSuffix(".md") : !name.hasSuffix(".swift"))
                    && !name.split(separator: "/").contains { $0.hasPrefix(".") }
                    && !file.hasDirectoryPath && file.isRegularFile
            }
            .sorted()
        let inputs = names.map { folder.appending(path: $0) }
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(names.count) files into \(target.name)",
                executable: try context.tool(named: "embed-files").url,
                arguments: [output.path, folder.path] + names,
                inputFiles: inputs,
                outputFiles: [output]
            )
        ]
    }
}

extension URL {
    fileprivate var isRegularFile: Bool {
        (try? resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) ?? false
    }
}
