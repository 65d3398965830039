import Domain
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
