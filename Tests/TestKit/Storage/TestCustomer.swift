package import Domain
import Foundation
package import Storage

/// An account with a key and, if wanted, credit.
package struct TestCustomer: Sendable {
    package let key: APIKey

    package var accountID: Int64 { key.accountID }
    package var caller: Caller { Caller(key: key) }
}

package struct NoSuchRecord: Error {}

extension TestStore {
    /// `credit` is paid and never expires.
    package func customer(
        _ name: String = UUID().uuidString,
        credit: MicroUSD = .zero,
        isTest: Bool = false
    ) async throws -> TestCustomer {
        let account = try await store.createAccount(
            NewAccount(email: "\(name)@example.com", signUpGrant: .zero, sealedWebhookSecret: "s1")
        )
        if credit.isPositive { try await grant(credit, to: account) }
        return try await customer(account: account, isTest: isTest)
    }

    /// Another key of an account.
    package func customer(account: Int64, isTest: Bool = false) async throws -> TestCustomer {
        let id = try await store.createKey(
            NewKey(
                accountID: account,
                hash: Array(UUID().uuidString.utf8),
                name: "test",
                hint: "sk-aig-…",
                isTest: isTest
            )
        )
        guard let key = try await store.key(id: id) else { throw NoSuchRecord() }
        return TestCustomer(key: key)
    }

    @discardableResult
    package func grant(
        _ amount: MicroUSD,
        to account: Int64,
        kind: GrantKind = .paid,
        source: String = UUID().uuidString,
        priority: Int64 = 10,
        expiresAt: Timestamp? = nil
    ) async throws -> Bool {
        try await store.grant(
            GrantOrder(
                accountID: account,
                amount: amount,
                kind: kind,
                sourceRef: source,
                priority: priority,
                expiresAt: expiresAt,
                reason: "test"
            )
        )
    }

    /// What the account has, owes and spent.
    package func balance(of customer: TestCustomer) async throws -> Balance {
        guard let balance = try await store.balance(account: customer.accountID) else {
            throw NoSuchRecord()
        }
        return balance
    }

    package func spend(_ kind: SpendKind, _ id: Int64) async throws -> SpendRow {
        guard let row = try await store.spend(kind, id) else { throw NoSuchRecord() }
        return row
    }

    package func setCaps(
        _ kind: SpendKind,
        _ id: Int64,
        hour: MicroUSD? = nil,
        day: MicroUSD? = nil,
        month: MicroUSD? = nil,
        total: MicroUSD? = nil,
        alert: MicroUSD? = nil,
        resetsWindows: Bool = false
    ) async throws {
        _ = try await store.setCaps(
            CapsOrder(
                kind: kind,
                id: id,
                hour: hour,
                day: day,
                month: month,
                total: total,
                alert: alert,
                resetsWindows: resetsWindows
            )
        )
    }
}
