import Domain
import Foundation
@testable import Storage
import Synchronization
import TestKit
import Testing

/// What is bought is kept although our own disk or descriptors fail. The faults are real: a folder that
/// is gone, and the device that is always full.
@Suite struct `Failing files` {
    private let task = TaskID(milliseconds: 1, high: 2, low: 3)
    private let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    private func append(_ bytes: some Sequence<UInt8>, _ writer: SpoolWriter) throws {
        try Array(bytes).withUnsafeBytes { try writer.append($0, to: 0) }
    }

    /// Runs on a spool whose folder can be taken away.
    private func run(
        memory: Int = 1 << 20,
        _ body: (Spool, SpoolWriter, TestFolder) throws -> Void
    ) throws {
        let folder = try TestFolder()
        let spool = try Spool(root: folder.path("spool"), bootID: "boot", memory: memory)
        try body(spool, spool.writer(task: task, attempt: 1, limit: 400_000), folder)
    }

    private func takeAway(_ folder: TestFolder) throws {
        try FileManager.default.moveItem(atPath: folder.path("spool"), toPath: folder.path("away"))
    }

    private func giveBack(_ folder: TestFolder) throws {
        try FileManager.default.moveItem(atPath: folder.path("away"), toPath: folder.path("spool"))
    }

    private func held(_ writer: SpoolWriter) throws -> [UInt8]? {
        let finished = try #require(try writer.finish(0))
        #expect(finished.bytes == 300_000)
        #expect(finished.sha256 == SHA256Text.hex(of: bytes))
        if case .memory(let held) = finished.place { return held }
        return nil
    }

    @Test func `bytes that no file takes stay in memory`() throws {
        try run { spool, writer, folder in
            try takeAway(folder)
            try append(bytes, writer)
            #expect(spool.health.fault?.detail.contains("open") == true)
            #expect(try held(writer) == bytes)
            #expect(!spool.probe(), "It cannot be written yet.")
            try giveBack(folder)
            #expect(spool.probe())
            #expect(spool.health.fault == nil)
        }
    }

    @Test func `they are written as soon as a file takes them`() throws {
        try run { _, writer, folder in
            try takeAway(folder)
            try append(bytes[..<200_000], writer)
            try giveBack(folder)
            try append(bytes[200_000...], writer)
            #expect(try held(writer) == nil)
            let path = folder.path("spool/\(task).1.0.part")
            #expect(FileManager.default.contents(atPath: path) == Data(bytes))
        }
    }

    @Test func `a disk that is full in the middle loses nothing of what was written before`() throws
    {
        try run { spool, writer, folder in
            let path = folder.path("spool/\(task).1.0.part")
            try FileManager.default.createSymbolicLink(
                atPath: path,
                withDestinationPath: "/dev/full"
            )
            for start in stride(from: 0, to: bytes.count, by: 50_000) {
                try append(bytes[start..<start + 50_000], writer)
            }
            #expect(spool.health.fault?.reason == "the disk is full")
            #expect(try held(writer) == bytes)
        }
    }

    @Test func `the memory for it is bounded, and given back`() throws {
        try run(memory: 400_000) { spool, writer, folder in
            try takeAway(folder)
            try append(bytes, writer)
            let other = spool.writer(task: task, attempt: 2, limit: 400_000)
            #expect(throws: OutOfMemory()) { try append(bytes, other) }
            writer.discard(0)
            try append(bytes, spool.writer(task: task, attempt: 3, limit: 400_000))
            #expect(spool.memory.take(400_000), "A writer that is gone gives it back, too.")
            spool.memory.giveBack(400_000)
            let last = spool.writer(task: task, attempt: 4, limit: 400_000)
            try append(bytes, last)
            #expect(spool.memory.take(100_000))
            #expect(!spool.memory.take(1))
            try last.clear()
            #expect(spool.memory.take(300_000))
        }
    }

    @Test func `an image is written again from its file, and compared`() throws {
        try run { _, writer, folder in
            try append(bytes, writer)
            let path = try writer.writeAgain(0)
            #expect(FileManager.default.contents(atPath: path) == Data(bytes))
            // Damaged on the disk meanwhile: no copy of that is made.
            let file = try FileHandle(
                forWritingTo: URL(filePath: folder.path("spool/\(task).1.0.part"))
            )
            try file.write(contentsOf: [9, 9, 9])
            #expect(throws: FileError.self) { try writer.writeAgain(0) }
        }
    }

    @Test func `the first fault is told once, and its end`() throws {
        let folder = try TestFolder()
        let told = Told()
        let health = WriteHealth { told.add($0?.reason) }
        health.note(FileError("open", "a", code: EMFILE))
        health.note(FileError("fsync", "b", code: EIO))
        #expect(FreeSpace(folder: folder.path, reserve: 1, health: health).writeFault != nil)
        #expect(health.probe(in: folder.path))
        #expect(!health.probe(in: folder.path), "There is none any more.")
        #expect(told.all == ["too many files are open", nil])
    }

    @Test func `a half-done picture that cannot be written is not shown, and harms nothing`() throws
    {
        try run { spool, _, folder in
            let partials = spool.partialWriter(task: task, attempt: 1)
            try takeAway(folder)
            bytes.withUnsafeBytes { partials.append($0, to: 0) }
            try giveBack(folder)
            bytes.withUnsafeBytes { partials.append($0, to: 0) }
            #expect(partials.finish(0) == nil)
        }
    }
}

private final class Told: Sendable {
    private let words = Mutex<[String?]>([])

    var all: [String?] { words.withLock(\.self) }

    func add(_ word: String?) { words.withLock { $0.append(word) } }
}
