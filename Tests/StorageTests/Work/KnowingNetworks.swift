import Domain
import Storage
import TestKit
import Testing

/// Which networks an account signed in from.
@Suite struct KnowingNetworks {
    @Test func `the newest fifty are known, until a new password is set`() async throws {
        let test = try await TestStore()
        let email = try #require(EmailAddress("ann@example.com"))
        let login = NewLogin(email: email, password: .nobody, sealedWebhookSecret: "x")
        let account = try #require(try await test.store.signUp(login))
        func isKnown(_ number: Int) async throws -> Bool {
            try await test.store.hasSignedIn(account: account, from: "198.51.\(number).1/32")
        }
        // The first is the newest again at the end.
        for (index, number) in (Array(0..<60) + [0]).enumerated() {
            test.time.advance(by: .seconds(1))
            try await test.store.open(
                NewSession(
                    hash: [UInt8(index)],
                    id: "ses_\(index)",
                    accountID: account,
                    address: "198.51.\(number).1",
                    network: "198.51.\(number).1/32",
                    agent: ""
                )
            )
        }
        let known = try await test.database.read { rows in
            try rows.count("SELECT COUNT(*) FROM known_network")
        }
        #expect(known == 50)
        #expect(try await isKnown(0))
        #expect(try await !isKnown(1))
        #expect(try await isKnown(59))
        #expect(try await !test.store.hasSignedIn(account: account + 1, from: "198.51.59.1/32"))
        try await test.store.setPassword(account: account, .nobody)
        #expect(try await !isKnown(59))
    }
}
