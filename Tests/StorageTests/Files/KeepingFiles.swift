import Domain
import Foundation
@testable import Storage
import TestKit
import Testing

@Suite struct `Keeping files` {
    private let task = TaskID(milliseconds: 1, high: 2, low: 3)

    private func written(_ bytes: [UInt8], _ name: String, in folder: TestFolder) throws -> String {
        try Data(bytes).write(to: URL(filePath: folder.path(name)))
        return folder.path(name)
    }

    @Test func `a file is read in pieces as it was placed, until it is deleted`() async throws {
        let folder = try TestFolder()
        let files = try DiskFiles(root: folder.path("files"))
        let name = DiskFiles.outputName(task: task, attempt: 1, index: 0, media: .png)
        #expect(try await files.open(name)?.byteCount == nil)
        let bytes = (0..<10_000).map { UInt8($0 % 251) }
        try await files.place(
            localPath: try written(bytes, "a.part", in: folder),
            as: name,
            durably: true
        )
        #expect(!FileManager.default.fileExists(atPath: folder.path("a.part")))
        let file = try #require(try await files.open(name))
        #expect(file.byteCount == 10_000)
        #expect(try await file.read(at: 0, count: 10) == Array(bytes[..<10]))
        #expect(try await file.read(at: 9_995, count: 10) == Array(bytes[9_995...]))
        #expect(try await file.read(at: 10_000, count: 10) == [])
        // Placing again replaces; who has the old one open reads it to its end.
        try await files.place(
            localPath: try written([1], "b.part", in: folder),
            as: name,
            durably: true
        )
        #expect(try await files.open(name)?.byteCount == 1)
        #expect(try await file.read(at: 5_000, count: 1) == [bytes[5_000]])
        try await files.delete([name, name])
        #expect(try await files.open(name)?.byteCount == nil)
    }

    @Test(arguments: [
        "../secret", "outputs/../../secret", "/etc/passwd", "outputs//a", "outputs/./a", "", ".",
        "outputs/a/", "outputs/a\0.png",
    ])
    func `nothing outside the folder is ever touched`(name: String) async throws {
        let folder = try TestFolder()
        let files = try DiskFiles(root: folder.path("files"))
        let secret = try written([1, 2, 3], "secret", in: folder)
        await #expect(throws: FileError.self) { try await files.open(name) }
        await #expect(throws: FileError.self) { try await files.delete([name]) }
        await #expect(throws: FileError.self) {
            try await files.place(localPath: secret, as: name, durably: true)
        }
        #expect(FileManager.default.contents(atPath: secret) == Data([1, 2, 3]))
    }

    @Test func `a file that cannot be placed says what went wrong`() async throws {
        let folder = try TestFolder()
        let files = try DiskFiles(root: folder.path("files"))
        let failure = await #expect(throws: FileError.self) {
            try await files.place(
                localPath: folder.path("missing"),
                as: "outputs/A/a",
                durably: true
            )
        }
        #expect(failure?.operation == "rename")
        #expect(failure?.code == ENOENT)
        #expect(failure?.isFull == false)
        #expect(FileError("write", "a", code: ENOSPC).isFull)
        #expect(FileError("write", "a", code: EDQUOT).isFull)
    }

    @Test func `space is low when less than the reserve is free`() throws {
        let folder = try TestFolder()
        let free = FreeSpace(folder: folder.path, reserve: 1)
        #expect(free.available() > 0)
        #expect(!free.isLow)
        #expect(FreeSpace(folder: folder.path, reserve: .max).isLow)
        // A folder that is gone has no space: nothing new is taken.
        #expect(FreeSpace(folder: folder.path("missing"), reserve: 1).isLow)
    }
}
