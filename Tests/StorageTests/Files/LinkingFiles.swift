import Crypto
import Domain
import Storage
import TestKit
import Testing

@Suite struct `Linking to files` {
    private let link = FileLink(
        key: SymmetricKey(data: [UInt8](repeating: 7, count: 32)),
        publicURL: "https://ai.example"
    )
    private let path = "outputs/A/task_1.1.0.png"
    private let expiry = TestClock.start + .seconds(60)

    /// The parts of a link as a server reads them.
    private func parts(_ url: String) throws -> (path: String, expires: String, signature: String) {
        let match = try #require(
            try /https:\/\/ai\.example\/files\/(.+)\?expires=(\d+)&signature=([A-Za-z0-9_-]+)/
                .wholeMatch(in: url)
        )
        return (String(match.1), String(match.2), String(match.3))
    }

    private func isValid(
        _ path: String,
        _ expires: String?,
        _ signature: String?,
        at now: Timestamp
    ) -> Bool {
        link.isValid(path: path, expires: expires, signature: signature, now: now)
    }

    @Test func `a link is the same whenever it is asked for, and opens until it expires`() throws {
        let url = link.url(path: path, expiresAt: expiry)
        #expect(url == link.url(path: path, expiresAt: expiry))
        let (found, expires, signature) = try parts(url)
        #expect(found == path)
        #expect(isValid(path, expires, signature, at: TestClock.start))
        #expect(isValid(path, expires, signature, at: expiry - .seconds(1)))
        #expect(!isValid(path, expires, signature, at: expiry))
    }

    @Test func `nothing about a link can be changed`() throws {
        let (_, expires, signature) = try parts(link.url(path: path, expiresAt: expiry))
        let now = TestClock.start
        #expect(!isValid("outputs/A/task_2.1.0.png", expires, signature, at: now))
        #expect(!isValid(path, "\(expires)0", signature, at: now))
        #expect(!isValid(path, nil, signature, at: now))
        #expect(!isValid(path, "soon", signature, at: now))
        #expect(!isValid(path, expires, nil, at: now))
        #expect(!isValid(path, expires, "", at: now))
        #expect(!isValid(path, expires, "ü", at: now))
        #expect(!isValid(path, expires, String(signature.dropLast(4)), at: now))
        for place in 0..<40 {
            var characters = Array(signature)
            characters[place] = characters[place] == "A" ? "B" : "A"
            #expect(!isValid(path, expires, String(characters), at: now))
        }
        // The time cannot be moved into the path.
        #expect(!isValid("\(path)\n\(expires)", "", signature, at: now))
    }

    @Test func `another key opens none of our links`() throws {
        let other = FileLink(
            key: SymmetricKey(size: .bits256),
            publicURL: "https://ai.example"
        )
        let (_, expires, signature) = try parts(other.url(path: path, expiresAt: expiry))
        #expect(!isValid(path, expires, signature, at: TestClock.start))
    }
}
