import Domain
import Foundation
@testable import Storage
import TestKit
import Testing

@Suite struct `Keeping small pictures` {
    private func end(_ test: TestStore, _ task: TaskID, _ bytes: [UInt8]) -> (TaskEnd, String) {
        let name = SmallPicture.name(task: task, attempt: 1, index: 0, media: .png)
        let output = Output(
            index: 0,
            path: name,
            sha256: SHA256Text.hex(of: bytes),
            bytes: Int64(bytes.count),
            media: .png,
            size: PictureSize(width: 1, height: 1)
        )
        let end = TaskEnd(
            taskID: task,
            event: .stored,
            result: .delivered(
                [output],
                charge: .picture,
                seed: nil,
                pictures: [SmallPicture(path: name, bytes: bytes)]
            ),
            attempt: AttemptEnd(number: 1, outcome: "success", detail: nil),
            costs: [],
            outputsKept: .seconds(60),
            deliveryID: "evt_1"
        )
        return (end, name)
    }

    @Test func `the commit that settles one keeps it, and it is read like any file`() async throws {
        let test = try await TestStore()
        let folder = try TestFolder()
        let files = KeptFiles(
            store: test.store,
            disk: try DiskFiles(root: folder.path("files"))
        )
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        _ = try await test.store.claim(.all)
        _ = try await test.begin(task)
        let bytes = (0..<SmallPicture.largest).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        let (end, name) = end(test, task, bytes)
        #expect(try await files.open(name)?.byteCount == nil)
        #expect(try await test.store.settle(end, attempt: 1))
        let file = try #require(try await files.open(name))
        #expect(file.byteCount == Int64(bytes.count))
        #expect(try await file.read(at: 0, count: bytes.count * 2) == bytes)
        #expect(try await file.read(at: 65_530, count: 10) == Array(bytes[65_530...]))
        #expect(try await file.read(at: 65_536, count: 10) == [])
        let other = try await files.open(name + ".txt")
        #expect(other == nil)
        try await files.delete([name, name])
        #expect(try await files.open(name)?.byteCount == nil)
        try await expectCleanAudit(test)
    }

    @Test func `a settlement that comes too late keeps nothing`() async throws {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        _ = try await test.store.claim(.all)
        _ = try await test.begin(task, canCancel: true)
        #expect(try await test.store.cancel(task) == .cancelled)
        let (end, name) = end(test, task, [1, 2, 3])
        #expect(try await !test.store.settle(end, attempt: 1))
        #expect(try await test.store.smallPicture(name) == nil)
        try await expectCleanAudit(test)
    }
}
