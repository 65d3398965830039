import Domain
import Storage

/// Turns a checked order into paid, queued work, or finds the task that an equal order made before.
/// Every endpoint that sells goes through here.
struct AcceptTask: Sendable {
    let house: House

    enum Outcome: Sendable {
        /// A repetition: this is the first one's task. Nothing was held now.
        case replayed(TaskID)
        /// A new task; so many more creates would be accepted now.
        case new(PricedTask, remaining: Int)
    }

    func callAsFunction(
        _ order: TaskOrder,
        _ caller: Caller,
        requestID: String,
        clientRetry: ClientRetry? = nil,
        playing: PlayedCell? = nil,
        from own: Purse = .balance()
    ) async throws -> Outcome {
        if let earlier = try await earlier(order, caller) { return .replayed(earlier) }
        try house.checkOpen()
        let purse = playing?.purse ?? own
        let priced = try await PriceTask(house: house)(order, caller, from: purse)
        try check(priced, purse)
        let accepted: Accepted
        do {
            accepted = try await house.store.accept(
                acceptOrder(order, priced, caller, requestID, clientRetry, playing)
            )
        } catch let error as RateLimited {
            throw house.returns.spread(error, of: caller.key.id)
        }
        switch accepted {
        case .replayed(let task): return .replayed(task)
        case .new(let remaining): return .new(priced, remaining: remaining)
        }
    }

    /// A repetition gets its first answer before anything is looked at that may have changed since.
    private func earlier(_ order: TaskOrder, _ caller: Caller) async throws -> TaskID? {
        guard let key = order.replayKey else { return nil }
        return try await house.store.replay(
            of: key,
            fingerprint: order.fingerprint,
            account: caller.accountID
        )
    }

    /// Who agreed to a price pays no more than that.
    private func check(_ priced: PricedTask, _ purse: Purse) throws(APIError) {
        guard case .balance(let most?) = purse, priced.payer == .customer,
            priced.quote.hold > most
        else { return }
        throw .unprocessable(
            "The price is $\(priced.quote.hold.dollars) now, not $\(most.dollars) as it was shown. "
                + "Nothing was charged.",
            param: nil,
            type: "quote_mismatch"
        )
    }

    private func acceptOrder(
        _ order: TaskOrder,
        _ priced: PricedTask,
        _ caller: Caller,
        _ requestID: String,
        _ clientRetry: ClientRetry?,
        _ playing: PlayedCell?
    ) -> AcceptOrder {
        AcceptOrder(
            taskID: order.taskID(house),
            caller: caller,
            replayKey: order.replayKey,
            fingerprint: order.fingerprint,
            slug: priced.variant.slug,
            servedBy: priced.servedBy?.slug,
            isStandIn: priced.isStandIn,
            body: order.body,
            input: priced.input,
            callbackURL: order.callbackURL,
            metadata: order.metadata,
            payer: priced.payer,
            allowance: house.settings.playground,
            priceVersion: priced.priceVersion,
            hold: priced.payer == .none ? .zero : priced.quote.hold,
            rateLimit: playing?.rateLimit ?? house.settings.creates,
            provider: priced.provider,
            allowed: priced.variant.deadline,
            queueLimit: house.settings.queueLimit,
            typicalMilliseconds: priced.variant.typicalMilliseconds,
            requestID: requestID,
            replayKept: house.settings.replayKept,
            cell: playing?.place,
            clientRetry: clientRetry
        )
    }
}

extension House {
    /// Refuses new work while the house cannot keep its promises about it.
    func checkOpen() throws(APIError) {
        switch door.current {
        case .open: break
        case .starting: throw .maintenance("The server is starting. Nothing was charged.")
        case .draining, .closing:
            throw .maintenance("The server is stopping and takes no new work. Nothing was charged.")
        case .paused:
            throw .maintenance("No new work is taken for a while. Nothing was charged.")
        case .violated:
            throw .maintenance(
                "The ledger is being checked and takes no charges. Nothing was charged."
            )
        }
        if let fault = freeSpace.writeFault {
            throw .maintenance(
                "The server cannot write its files (\(fault)), so no new work is taken. "
                    + "Nothing was charged."
            )
        }
        guard !freeSpace.isLow else {
            throw .maintenance(
                "The disk is nearly full, so no new work is taken. Nothing was charged."
            )
        }
    }
}
