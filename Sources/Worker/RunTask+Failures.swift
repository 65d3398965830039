import Domain
import Logging
import Storage

extension RunTask {
    /// Decides what follows a call without a picture, and commits it.
    func failed(_ call: ProviderCall, _ failure: ProviderFailure) async throws {
        noteHealth(call, failure)
        let step = failure.next(
            in: CallContext(
                traits: call.choice.provider.traits,
                failures: call.job.failures,
                hasBoughtAgain: call.job.hasBoughtAgain,
                remaining: call.remaining(at: store.clock.steady()),
                hasOtherRoute: call.choice.hasOther,
                jitter: .random(in: 0...1)
            )
        )
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
            try await untilStored {
                _ = try await store.requeue(call.job.taskID, attempt, after: wait)
            }
            crashPoint(.afterRequeue)
        case .buyAgainAtOurCost: try await buyAgain(call, attempt)
        case .fail(let failClass, let message):
            try await fail(call, attempt, failClass, message, failure.isAtRisk)
        }
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

    private func noteHealth(_ call: ProviderCall, _ failure: ProviderFailure) {
        let provider = call.choice.provider.name
        // The Sandbox fails when a prompt asks it to: one tester must not make it rest for all.
        guard !call.choice.provider.traits.isFree else { return }
        switch failure {
        case .retry, .uncertain(.timeout, _), .uncertain(.connectionLost, _):
            routing.breaker.failed(provider)
        case .unavailable(let reason, let detail):
            // A model that this key may not use says nothing about the key's other models.
            if let key = call.choice.key, [.badKey, .noQuota].contains(reason) {
                routing.keys.rest(key, for: .seconds(60))
            }
            logger.error(
                "provider unavailable",
                metadata: [
                    "provider": "\(provider)", "reason": "\(reason.rawValue)",
                    "detail": "\(detail)",
                ]
            )
        case .refused, .unusable: routing.breaker.succeeded(provider)
        case .uncertain: break
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
        }
    }

    /// The provider said so: a crash from now on has nothing to look for.
    var isNothingBought: Bool {
        switch self {
        case .retry, .unavailable: true
        case .refused, .uncertain, .unusable: false
        }
    }

    /// We may have been billed.
    var isAtRisk: Bool {
        switch self {
        case .uncertain, .unusable: true
        case .refused(let refusal, _): refusal.isBilled
        case .retry, .unavailable: false
        }
    }
}
