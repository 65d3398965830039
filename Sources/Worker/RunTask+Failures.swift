import Domain
import Logging
import Storage

extension RunTask {
    /// Decides what follows a call without a picture, and commits it.
    func failed(_ call: ProviderCall, _ failure: ProviderFailure) async throws {
        await noteHealth(call, failure)
        let step = failure.next(in: context(of: call))
        let attempt = AttemptEnd(
            number: call.number,
            outcome: failure.outcome,
            detail: failure.detail
        )
        logger.notice(
            "call failed",
            metadata: [
                "task": "\(call.job.taskID)", "request": "\(call.job.requestID)",
                "provider": "\(call.choice.provider.name)", "outcome": "\(failure.outcome)",
                "detail": "\(failure.detail)",
            ]
        )
        switch step {
        case .tryAgain(let wait):
            crashPoint(.beforeRequeue)
            var isFailure = true
            if case .notSent = failure { isFailure = false }
            try await untilStored { [isFailure] in
                _ = try await store.requeue(
                    call.job.taskID,
                    attempt,
                    after: wait,
                    isFailure: isFailure
                )
            }
            crashPoint(.afterRequeue)
        case .buyAgainAtOurCost: try await buyAgain(call, attempt)
        case .fail(let failClass, let message):
            try await fail(call, attempt, failClass, message, failure.isAtRisk)
        }
    }

    private func context(of call: ProviderCall) -> CallContext {
        CallContext(
            traits: call.choice.provider.traits,
            failures: call.job.failures,
            hasBoughtAgain: call.job.hasBoughtAgain,
            remaining: call.remaining(at: store.clock.steady()),
            hasOtherRoute: routing.hasOther(than: call.choice, for: call.job),
            jitter: .random(in: 0...1),
            attempts: call.number,
            model: call.job.slug
        )
    }

    /// The first call's cost is lost: within the operator's daily limit the picture is bought again.
    private func buyAgain(_ call: ProviderCall, _ attempt: AttemptEnd) async throws {
        if try await store.admitLoss(call.expectedCost) {
            try await untilStored {
                _ = try await store.requeue(
                    call.job.taskID,
                    attempt,
                    after: .zero,
                    secondPurchase: call.cost(.loss)
                )
            }
        } else {
            try await fail(
                call,
                attempt,
                .outcomeUnknown,
                "The connection to the provider broke and the outcome is unknown. Not charged. "
                    + "Try again.",
                true
            )
        }
    }

    private func fail(
        _ call: ProviderCall,
        _ attempt: AttemptEnd,
        _ failClass: FailClass,
        _ message: String,
        _ isAtRisk: Bool
    ) async throws {
        // What we may have paid for nothing is our loss, never the customer's.
        let costs = isAtRisk && call.expectedCost.isPositive ? [call.cost(.loss)] : []
        let end = TaskEnd(
            taskID: call.job.taskID,
            event: .rejected,
            result: .failed(failClass, message: message),
            attempt: attempt,
            costs: costs,
            outputsKept: .zero,
            deliveryID: store.identifiers.make("evt_", at: store.clock.wall())
        )
        try await untilStored { _ = try await store.settle(end, attempt: call.number) }
    }

    private func noteHealth(_ call: ProviderCall, _ failure: ProviderFailure) async {
        let provider = call.choice.provider.name
        // The Sandbox fails when a prompt asks it to: one tester must not make it rest for all.
        guard !call.choice.provider.traits.isFree else { return }
        switch failure {
        case .retry, .uncertain(.timeout, _), .uncertain(.connectionLost, _):
            routing.breaker.failed(provider)
        case .unavailable(let reason, let detail): await noteRefusal(call, reason, detail)
        case .refused, .unusable: await noteSuccess(call)
        case .notSent(let detail), .notKept(let detail): spool.health.note(detail)
        case .uncertain: break
        }
        if let key = call.choice.key { routing.keys.endTrial(key) }
    }

    /// The provider took the key and drew.
    func noteSuccess(_ call: ProviderCall) async {
        routing.breaker.succeeded(call.choice.provider.name)
        guard let key = call.choice.key,
            routing.keys.accepted(key, model: call.choice.route.model)
        else { return }
        logger.notice(
            "a provider takes a key again",
            metadata: ["provider": "\(key.provider)", "key": "\(key.name)"]
        )
        await saveRefusals(of: key)
    }

    /// Lets the key rest, and says at once what is wrong.
    private func noteRefusal(
        _ call: ProviderCall,
        _ reason: ProviderFailure.UnavailableReason,
        _ detail: String
    ) async {
        let provider = call.choice.provider.name
        guard let key = call.choice.key else {
            logger.error(
                "provider unavailable",
                metadata: [
                    "provider": "\(provider)", "reason": "\(reason.rawValue)",
                    "detail": "\(detail)",
                ]
            )
            return
        }
        let refusal = KeyRefusal(
            reason: reason,
            // What is wrong with the key is wrong with all its models.
            model: [.badKey, .noQuota].contains(reason) ? nil : call.choice.route.model,
            detail: detail,
            since: store.clock.wall()
        )
        routing.keys.refused(key, refusal)
        logger.error(
            "\(refusal.sentence)",
            metadata: [
                "provider": "\(provider)", "key": "\(key.name)", "reason": "\(reason.rawValue)",
                "detail": "\(detail)",
            ]
        )
        await saveRefusals(of: key)
    }

    /// So that the next start knows.
    private func saveRefusals(of key: KeyPool.Entry) async {
        do {
            try await store.saveKeyRefusals(routing.keys.refusals(of: key), of: key.stored)
        } catch {
            logger.warning("a key's state is not kept", metadata: ["error": "\(error)"])
        }
    }
}

extension ProviderFailure {
    /// The word for the attempt's row.
    var outcome: String {
        switch self {
        case .retry: "retry"
        case .unavailable: "unavailable"
        case .refused: "refused"
        case .uncertain(let cause, _): "uncertain_\(cause.rawValue)"
        case .unusable: "unusable"
        case .notSent: "not_sent"
        case .notKept: "not_kept"
        }
    }

    /// The provider said so: a crash from now on has nothing to look for.
    var isNothingBought: Bool {
        switch self {
        case .retry, .unavailable, .notSent: true
        case .refused, .uncertain, .unusable, .notKept: false
        }
    }

    /// We may have been billed.
    var isAtRisk: Bool {
        switch self {
        case .uncertain, .unusable, .notKept: true
        case .refused(let refusal, _): refusal.isBilled
        case .retry, .unavailable, .notSent: false
        }
    }
}
