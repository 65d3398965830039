package import Domain
package import Storage

extension RateLimit {
    /// Nothing is refused, and the ring stays short.
    package static let unlimited = RateLimit(count: 4, window: .zero)
}

extension MicroUSD {
    /// What a picture costs in most tests: $0.028.
    package static let picture = MicroUSD(28_000)
}

extension TestStore {
    /// A checked, priced request. `payer: .none` needs a hold of 0.
    package func order(
        _ customer: TestCustomer,
        hold: MicroUSD = .picture,
        replayKey: ReplayKey? = nil,
        fingerprint: String = "body",
        slug: String = "test-picture",
        callbackURL: String? = nil,
        metadata: [String: String] = [:],
        allowance: Allowance? = nil,
        cell: CellPlace? = nil,
        priceVersion: String = "v1",
        rateLimit: RateLimit = .unlimited,
        provider: String = "simulator",
        clientRetry: ClientRetry? = nil
    ) -> AcceptOrder {
        AcceptOrder(
            taskID: store.identifiers.task(at: time.wall),
            caller: customer.caller,
            replayKey: replayKey,
            fingerprint: fingerprint,
            slug: slug,
            servedBy: nil,
            isStandIn: false,
            body: "{}",
            input: CheckedInput(parameters: [:]),
            callbackURL: callbackURL,
            metadata: metadata,
            payer: allowance != nil ? .playground : hold.isPositive ? .customer : .none,
            allowance: allowance,
            priceVersion: priceVersion,
            hold: hold,
            rateLimit: rateLimit,
            provider: provider,
            allowed: .seconds(900),
            queueLimit: .seconds(86_400),
            typicalMilliseconds: 1_000,
            requestID: "req_test",
            replayKept: .seconds(30 * 86_400),
            cell: cell,
            clientRetry: clientRetry
        )
    }

    /// Accepts an order and returns its task.
    package func accept(_ order: AcceptOrder) async throws -> TaskID {
        switch try await store.accept(order) {
        case .new: order.taskID
        case .replayed(let first): first
        }
    }

    package func task(_ id: TaskID) async throws -> MediaTask {
        guard let task = try await store.task(id) else { throw NoSuchRecord() }
        return task
    }
}
