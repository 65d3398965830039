import Domain
import Testing

@Suite struct `After a call without a picture` {
    @Test(arguments: [
        (Refusal.Kind.moderatedInput, FailClass.moderatedInput),
        (.moderatedOutput, .moderatedOutput), (.invalidInput, .invalidInput),
    ])
    func `a refused task fails by the provider's reason`(
        kind: Refusal.Kind,
        failClass: FailClass
    ) {
        let failure = ProviderFailure.refused(
            Refusal(kind: kind, message: "No hats."),
            detail: "detail"
        )
        guard case .fail(failClass, let message) = failure.next(in: context()) else {
            Issue.record("not failed")
            return
        }
        #expect(message.contains("No hats.") && message.contains("Not charged."))
        #expect(!message.contains("detail"))
    }

    @Test(arguments: [
        ("No hats", "No hats. Not"), ("No hats. ", "No hats. Not"), ("Hats?", "Hats? Not"),
        ("", "it gave no reason. Not"),
    ])
    func `what the provider says is a sentence before more is said`(said: String, told: String) {
        let refusal = Refusal(kind: .moderatedInput, message: said)
        guard
            case .fail(_, let message) = ProviderFailure.refused(refusal, detail: "").next(
                in: context()
            )
        else {
            Issue.record("not failed")
            return
        }
        #expect(message.contains(told), "\(message)")
    }

    @Test func `nothing bought is tried again, with a growing random wait`() {
        let failure = ProviderFailure.retry(after: nil, detail: "")
        for (failures, ceiling) in [(0, 1_000), (1, 2_000), (5, 32_000), (6, 60_000)]
            as [(Int, Int64)]
        {
            #expect(failure.next(in: context(failures: failures, jitter: 1)) == again(ceiling))
            #expect(failure.next(in: context(failures: failures, jitter: 0)) == again(250))
        }
    }

    @Test func `the provider's own wish for a wait is kept, up to a minute`() {
        #expect(retry(after: .seconds(7)) == again(7_000))
        #expect(retry(after: .seconds(600)) == again(60_000))
        #expect(retry(after: .zero) == again(500))
    }

    @Test func `it ends after the eighth failure`() {
        let failure = ProviderFailure.retry(after: nil, detail: "")
        #expect(failure.next(in: context(failures: 6)).failClass == nil)
        #expect(failure.next(in: context(failures: 7)).failClass == .providerError)
    }

    @Test func `it ends when the wait is longer than the task's time`() {
        let failure = ProviderFailure.retry(after: .seconds(30), detail: "")
        #expect(failure.next(in: context(remaining: .seconds(31))) == again(30_000))
        #expect(failure.next(in: context(remaining: .seconds(30))).failClass == .providerTimeout)
    }

    @Test func `an unavailable provider is passed over while there is another`() {
        let failure = ProviderFailure.unavailable(.noQuota, detail: "")
        #expect(failure.next(in: context(hasOtherRoute: true)) == again(0))
        #expect(failure.next(in: context()).failClass == .providerError)
        #expect(
            failure.next(in: context(failures: 31, hasOtherRoute: true)).failClass == .providerError
        )
    }

    @Test func `another provider is asked at once, and after it the first one with a wait`() {
        let failure = ProviderFailure.retry(after: .seconds(30), detail: "")
        #expect(failure.next(in: context(hasOtherRoute: true)) == again(0))
        #expect(failure.next(in: context(failures: 1, hasOtherRoute: true)) == again(30_000))
    }

    @Test func `what may have been bought is bought nowhere else`() {
        let causes: [ProviderFailure.UncertainCause] = [.timeout, .connectionLost, .cancelled]
        for cause in causes {
            let failure = ProviderFailure.uncertain(cause, detail: "")
            #expect(failure.next(in: context(hasOtherRoute: true)).failClass == .outcomeUnknown)
        }
    }

    @Test(arguments: [
        (ProviderFailure.UncertainCause.crash, false, RetryDecision.Outline.buyAgain),
        (.crash, true, .fail(.outcomeUnknown)), (.timeout, false, .fail(.outcomeUnknown)),
        (.connectionLost, false, .fail(.outcomeUnknown)),
        (.cancelled, false, .fail(.outcomeUnknown)),
    ])
    func `an uncertain call is bought again at our cost after a crash only, and once`(
        cause: ProviderFailure.UncertainCause,
        hasBoughtAgain: Bool,
        outline: RetryDecision.Outline
    ) {
        let failure = ProviderFailure.uncertain(cause, detail: "")
        #expect(failure.next(in: context(hasBoughtAgain: hasBoughtAgain)).outline == outline)
    }

    @Test func `an uncertain call is decided by the operator's policy`() {
        let timeout = ProviderFailure.uncertain(.timeout, detail: "")
        let crash = ProviderFailure.uncertain(.crash, detail: "")
        let turned = context(afterCrash: .fail, afterTimeout: .retryAtOurCost)
        #expect(timeout.next(in: turned) == .buyAgainAtOurCost)
        #expect(crash.next(in: turned).failClass == .outcomeUnknown)
        let late = context(remaining: .zero, afterTimeout: .retryAtOurCost)
        #expect(timeout.next(in: late).failClass == .outcomeUnknown)
    }

    @Test func `an uncertain call that costs nothing twice is just tried again`() {
        let failure = ProviderFailure.uncertain(.timeout, detail: "")
        #expect(failure.next(in: context(isFree: true)) == again(500))
        #expect(failure.next(in: context(isIdempotent: true)) == again(500))
    }

    @Test func `an unusable answer is never bought again`() {
        let failure = ProviderFailure.unusable(detail: "")
        #expect(failure.next(in: context(isFree: true)).failClass == .providerError)
    }

    private func retry(after wait: Duration) -> RetryDecision {
        ProviderFailure.retry(after: wait, detail: "").next(in: context())
    }

    private func again(_ milliseconds: Int64) -> RetryDecision {
        .tryAgain(after: .milliseconds(milliseconds))
    }

    private func context(
        failures: Int = 0,
        hasBoughtAgain: Bool = false,
        remaining: Duration = .seconds(900),
        hasOtherRoute: Bool = false,
        jitter: Double = 0.5,
        isFree: Bool = false,
        isIdempotent: Bool = false,
        afterCrash: UncertainPolicy = .retryAtOurCost,
        afterTimeout: UncertainPolicy = .fail
    ) -> CallContext {
        CallContext(
            traits: ProviderTraits(
                needsKey: true,
                canCancel: false,
                isIdempotent: isIdempotent,
                isFree: isFree,
                concurrency: 1,
                afterCrash: afterCrash,
                afterTimeout: afterTimeout
            ),
            failures: failures,
            hasBoughtAgain: hasBoughtAgain,
            remaining: remaining,
            hasOtherRoute: hasOtherRoute,
            jitter: jitter
        )
    }
}

extension RetryDecision {
    /// A step without its wording.
    enum Outline: Hashable, Sendable {
        case again, buyAgain, fail(FailClass)
    }

    var outline: Outline {
        switch self {
        case .tryAgain: .again
        case .buyAgainAtOurCost: .buyAgain
        case .fail(let failClass, _): .fail(failClass)
        }
    }

    var failClass: FailClass? {
        if case .fail(let failClass, _) = self { failClass } else { nil }
    }
}
