import Egress
import Storage
import Synchronization
import Testing

@testable import Web

@Suite struct `Passwords that wait` {
    private final class Ends: Sendable {
        private let words = Mutex<[String]>([])

        func note(_ word: String) { words.withLock { $0.append(word) } }
        func count(_ word: String) -> Int { words.withLock { $0.count { $0 == word } } }
    }

    private func network(_ text: String) throws -> ClientNetwork {
        ClientNetwork(try #require(IPAddress(text)))
    }

    @Test func `go first where the owner signed in before, however many strangers wait`()
        async throws
    {
        let desk = PasswordDesk(cores: 1)
        let owner = try network("198.51.100.7")
        let strangers = try (20..<80).map { try network("\($0).1.1.1") }
        let ends = Ends()
        try await withThrowingTaskGroup(of: Void.self) { group in
            var refused = 0
            for (index, stranger) in strangers.enumerated() {
                group.addTask {
                    do {
                        _ = try await desk.hash("a guess of \(index)", for: stranger)
                        ends.note("hashed")
                    } catch is APIError {
                        ends.note("refused")
                    }
                }
            }
            // One is being hashed, twenty wait, and the others are sent away.
            while refused < 4 {
                await Task.yield()
                refused = ends.count("refused")
            }
            let before = ends.count("hashed")
            _ = try await desk.hash("the owner's", for: owner, isKnown: true)
            let after = ends.count("hashed")
            // The one that was being hashed, and one more whose end may not be noted yet.
            #expect(after - before <= 2)
            try await group.waitForAll()
        }
        #expect(ends.count("hashed") + ends.count("refused") == strangers.count)
        #expect(await desk.queued == 0)
    }

    @Test func `of one rented block are as few as it may have`() async throws {
        let desk = PasswordDesk(cores: 1)
        let ends = Ends()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<20 {
                let network = try network("2001:db8:1:\(index)::7")
                group.addTask {
                    do {
                        _ = try await desk.hash("guess", for: network)
                    } catch is APIError {
                        ends.note("refused")
                    }
                }
            }
            try await group.waitForAll()
        }
        // One is hashed, eight of the /48 wait.
        #expect(ends.count("refused") >= 1)
    }
}
