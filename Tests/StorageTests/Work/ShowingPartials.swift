import Domain
import Foundation
import Storage
import TestKit
import Testing

/// Half-done pictures are shown while their attempt lasts.
@Suite struct `Showing partials` {
    @Test func `the end of an attempt takes away its own and leaves those of the next`()
        async throws
    {
        let test = try await TestStore()
        let customer = try await test.customer(credit: .picture)
        let task = try await test.accept(test.order(customer))
        #expect(try await test.begin(task) == 1)
        try await test.store.show(partial(of: 1), of: task)
        let end = AttemptEnd(number: 1, outcome: "retry", detail: "busy")
        #expect(try await test.store.requeue(task, end, after: .zero))
        #expect(try await test.begin(task) == 2)
        try await test.store.show(partial(of: 2), of: task)
        #expect(try await test.store.partials(of: task).map(\.attempt) == [1, 2])
        try await test.store.forgetPartials(of: task, attempt: 1)
        #expect(try await test.store.partials(of: task) == [partial(of: 2)])
        try await test.store.forgetPartials(of: [task])
        #expect(try await test.store.partials(of: task) == [])
        try await expectCleanAudit(test)
    }

    @Test func `what begins like a picture gets its name, what does not is not shown`() throws {
        let folder = try TestFolder()
        let spool = try Spool(root: folder.path("spool"), bootID: "boot")
        let task = TaskID(milliseconds: 1, high: 2, low: 3)
        let writer = spool.partialWriter(task: task, attempt: 1)
        let pictures: [(bytes: [UInt8], end: String?)] = [
            (TestPicture.make(.jpeg, width: 8, height: 8).bytes, ".0.jpg"),
            (TestPicture.make(.webp, width: 8, height: 8).bytes, ".1.webp"),
            (Array("<svg/>".utf8), nil), ([], nil),
        ]
        for (number, picture) in pictures.enumerated() {
            // A byte at a time: the type stands in the first twelve, however they come.
            for byte in picture.bytes {
                withUnsafeBytes(of: byte) { writer.append($0, to: number) }
            }
            let written = writer.finish(number)
            let end = picture.end
            #expect(written.map { $0.storedName.hasSuffix(end ?? "none") } == end.map { _ in true })
            let kept = written.flatMap { FileManager.default.contents(atPath: $0.path) }
            #expect(kept.map(Array.init) == (end == nil ? nil : picture.bytes))
            #expect(writer.finish(number) == nil)
        }
        let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path("spool"))
        #expect(left.filter { $0.contains(".partial") }.count == 2)
    }

    private func partial(of attempt: Int) -> ShownPartial {
        ShownPartial(
            attempt: attempt,
            number: 0,
            path: "partials/\(attempt)",
            size: "1024x1024",
            quality: "low"
        )
    }
}
