import Crypto
import Domain
import Foundation
@testable import Storage
import TestKit
import Testing

@Suite struct Spooling {
    private let task = TaskID(milliseconds: 1, high: 2, low: 3)

    /// A spool whose start is over: recovery has been through.
    private func spool(_ folder: TestFolder, boot: String = "boot-1") throws -> Spool {
        let spool = try Spool(root: folder.path("spool"), bootID: boot)
        try spool.rememberBoot()
        return spool
    }

    private func append(_ bytes: [UInt8], to index: Int, _ writer: SpoolWriter) throws {
        try bytes.withUnsafeBytes { try writer.append($0, to: index) }
    }

    /// Enough for a file of its own.
    private let large = [UInt8](repeating: 1, count: SmallPicture.largest + 1)

    private var manifest: Manifest {
        let output = Output(
            index: 0,
            path: "outputs/A/a.png",
            sha256: "00",
            bytes: 3,
            media: .png,
            size: PictureSize(width: 1, height: 2)
        )
        let reply = ProviderResponse(
            outputs: [],
            requestID: "req",
            usage: "{}",
            resolvedSize: "1x2",
            resolvedQuality: "high",
            cost: MicroUSD(5),
            seed: 9
        )
        return Manifest(outputs: [output], reply: reply)
    }

    private func files(_ folder: TestFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path("spool"))
            .filter { $0 != "boot" && $0 != "calls.log" }.sorted()
    }

    @Test func `the trace says how far an attempt came`() throws {
        let folder = try TestFolder()
        let spool = try spool(folder)
        let writer = spool.writer(task: task, attempt: 1, limit: 100)
        #expect(try spool.trace(task: task, attempt: 1) == .notSent)
        try writer.markSent()
        #expect(try spool.trace(task: task, attempt: 1) == .sent)
        try append([1, 2, 3], to: 0, writer)
        #expect(try spool.trace(task: task, attempt: 1) == .sent)
        try writer.complete(manifest)
        #expect(try spool.trace(task: task, attempt: 1) == .complete(manifest))
        #expect(try spool.trace(task: task, attempt: 2) == .notSent)
        // The next start of the process reads the same.
        let next = try Spool(root: folder.path("spool"), bootID: "boot-1")
        #expect(try next.trace(task: task, attempt: 1) == .complete(manifest))
        try next.clear(task: task, attempt: 1)
        #expect(try files(folder) == [])
        for spool in [next, try Spool(root: folder.path("spool"), bootID: "boot-1")] {
            #expect(try spool.trace(task: task, attempt: 1) == .notSent)
        }
    }

    @Test func `after another boot what left no manifest may have been sent`() throws {
        let folder = try TestFolder()
        let before = try spool(folder)
        try before.writer(task: task, attempt: 2, limit: 100).complete(manifest)
        let spool = try Spool(root: folder.path("spool"), bootID: "boot-2")
        #expect(try spool.trace(task: task, attempt: 1) == .sent)
        #expect(try spool.trace(task: task, attempt: 2) == .complete(manifest))
        try spool.rememberBoot()
        #expect(try spool.trace(task: task, attempt: 1) == .notSent)
    }

    @Test func `a line that is cut short counts as none, and spoils no other`() throws {
        let folder = try TestFolder()
        let writer = try spool(folder).writer(task: task, attempt: 1, limit: 100)
        try writer.markSent()
        try writer.complete(manifest)
        let path = URL(filePath: folder.path("spool/calls.log"))
        let whole = try Data(contentsOf: path)
        try whole.dropLast(5).write(to: path)
        let next = try spool(folder)
        #expect(try next.trace(task: task, attempt: 1) == .sent)
        try next.writer(task: task, attempt: 2, limit: 100).complete(manifest)
        try (try Data(contentsOf: path) + Data("\n{\"ca".utf8)).write(to: path)
        let last = try spool(folder)
        #expect(try last.trace(task: task, attempt: 1) == .sent)
        #expect(try last.trace(task: task, attempt: 2) == .complete(manifest))
    }

    @Test func `the log of calls does not grow with the calls that are over`() throws {
        let folder = try TestFolder()
        let log = try CallLog(path: folder.path("calls.log"), compactAt: 4_000)
        try log.complete("open.1", manifest)
        for number in 0..<500 {
            try log.sent("task.\(number)")
            try log.over("task.\(number)")
        }
        let size = try FileManager.default.attributesOfItem(atPath: folder.path("calls.log"))[.size]
        #expect(try #require(size as? Int) <= 4_100)
        for log in [log, try CallLog(path: folder.path("calls.log"))] {
            #expect(log.trace("open.1") == .complete(manifest))
            #expect(log.trace("task.499") == nil)
        }
    }

    @Test func `bytes are hashed as they arrive and kept as they came`() throws {
        let folder = try TestFolder()
        let writer = try spool(folder).writer(task: task, attempt: 1, limit: 400_000)
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try append(Array(bytes[..<7]), to: 0, writer)
        try append([9], to: 1, writer)
        try append(Array(bytes[7...]), to: 0, writer)
        let finished = try #require(try writer.finish(0))
        #expect(finished.bytes == 300_000)
        #expect(finished.sha256 == SHA256Text.hex(of: bytes))
        guard case .file(let path, _) = finished.place else {
            Issue.record("What is large has a file.")
            return
        }
        #expect(FileManager.default.contents(atPath: path) == Data(bytes))
        #expect(try writer.finish(2)?.bytes == nil)
        guard case .memory([9])? = try writer.finish(1)?.place else {
            Issue.record("Outputs are kept apart.")
            return
        }
    }

    @Test func `a large output is read wherever its file has gone`() async throws {
        let folder = try TestFolder()
        let writer = try spool(folder).writer(task: task, attempt: 1, limit: 400_000)
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        try append(bytes, to: 0, writer)
        guard case .file(let path, let stored) = try writer.finish(0)?.place else {
            Issue.record("What is large has a file.")
            return
        }
        try FileManager.default.removeItem(atPath: path)
        try writer.clear()
        #expect(stored.byteCount == 200_000)
        #expect(try await stored.read(at: 0, count: 150_000) == Array(bytes[..<150_000]))
        #expect(try await stored.read(at: 150_000, count: 150_000) == Array(bytes[150_000...]))
        #expect(try await stored.read(at: 200_000, count: 1) == [])
    }

    @Test func `what is small has no file, and one byte more has one with all of it`() throws {
        let folder = try TestFolder()
        let spool = try spool(folder)
        let writer = spool.writer(task: task, attempt: 1, limit: 400_000)
        let small = (0..<SmallPicture.largest).map { UInt8(truncatingIfNeeded: $0 &* 17) }
        try append(Array(small[..<5]), to: 0, writer)
        try append(Array(small[5...]), to: 0, writer)
        let held = try #require(try writer.finish(0))
        guard case .memory(let bytes) = held.place else {
            Issue.record("What is small is in memory.")
            return
        }
        #expect(bytes == small)
        #expect(held.sha256 == SHA256Text.hex(of: small))
        #expect(try files(folder) == [])
        try append([7], to: 0, writer)
        let spilled = try #require(try writer.finish(0))
        guard case .file(let path, _) = spilled.place else {
            Issue.record("What is larger has a file.")
            return
        }
        #expect(FileManager.default.contents(atPath: path) == Data(small + [7]))
        #expect(spilled.sha256 == SHA256Text.hex(of: small + [7]))
        try writer.clear()
        #expect(try files(folder) == [])
    }

    @Test func `all small pictures of a call together are no more in memory than one may be`()
        throws
    {
        let folder = try TestFolder()
        let spool = try spool(folder)
        let writer = spool.writer(task: task, attempt: 1, limit: 400_000)
        let half = [UInt8](repeating: 1, count: SmallPicture.largest / 2)
        for index in 0..<3 { try append(half, to: index, writer) }
        #expect(try files(folder) == ["\(task).1.2.part"])
        writer.discard(0)
        try append(half, to: 3, writer)
        #expect(try files(folder) == ["\(task).1.2.part"], "There is room again.")
        for index in 1..<4 { #expect(try writer.finish(index)?.bytes == Int64(half.count)) }
    }

    @Test func `a small picture is in the manifest, whole, for the next start`() throws {
        let folder = try TestFolder()
        let bytes = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let picture = SmallPicture(
            path: SmallPicture.name(task: task, attempt: 1, index: 0, media: .png),
            bytes: bytes
        )
        let reply = ProviderResponse(outputs: [])
        let small = Manifest(outputs: manifest.outputs, pictures: [picture], reply: reply)
        try spool(folder).writer(task: task, attempt: 1, limit: 1).complete(small)
        let next = try Spool(root: folder.path("spool"), bootID: "boot-1")
        #expect(try next.trace(task: task, attempt: 1) == .complete(small))
    }

    @Test func `one byte over the limit is refused`() throws {
        let folder = try TestFolder()
        let writer = try spool(folder).writer(task: task, attempt: 1, limit: 3)
        try append([1, 2, 3], to: 0, writer)
        #expect(throws: OutputTooLarge(limit: 3)) { try append([4], to: 0, writer) }
        try append([1, 2, 3], to: 1, writer)
        #expect(try writer.finish(0)?.bytes == 3)
    }

    @Test func `clearing an attempt leaves none of its files, and none of another's`() throws {
        let folder = try TestFolder()
        let spool = try spool(folder)
        let first = spool.writer(task: task, attempt: 1, limit: 100_000)
        let tenth = spool.writer(task: task, attempt: 10, limit: 100_000)
        try first.markSent()
        for index in 0..<4 { try append(large, to: index, first) }
        try append(large, to: 0, tenth)
        // A gap in the numbers: what is discarded or placed goes by itself.
        first.discard(0)
        try FileManager.default.removeItem(atPath: folder.path("spool/\(task).1.2.part"))
        try spool.clear(task: task, attempt: 1)
        #expect(try files(folder) == ["\(task).10.0.part"])
    }

    @Test func `a sweep keeps what belongs to live tasks`() throws {
        let folder = try TestFolder()
        let spool = try spool(folder)
        let live = TaskID(milliseconds: 2, high: 2, low: 3)
        for id in [task, live] {
            let writer = spool.writer(task: id, attempt: 1, limit: 100_000)
            try writer.markSent()
            try append(large, to: 0, writer)
        }
        try spool.sweep(keeping: [live.text])
        #expect(try files(folder) == ["\(live).1.0.part"])
        #expect(try spool.trace(task: task, attempt: 1) == .notSent)
        #expect(try spool.trace(task: live, attempt: 1) == .sent)
        #expect(FileManager.default.fileExists(atPath: folder.path("spool/boot")))
    }
}
