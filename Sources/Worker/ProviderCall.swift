import Domain
import Storage

/// One call about to be made: the job, who is called, and what it may cost us.
struct ProviderCall: Sendable {
    let job: JobToRun
    let input: CheckedInput
    let number: Int
    let choice: Routing.Choice

    /// The most that the provider will charge us, by the price list; 0 where it costs nothing.
    var expectedCost: MicroUSD {
        choice.route.cost?.quote(
            size: input.size,
            count: input.count,
            inputImages: input.imageURLs.count,
            partials: input.partials ?? 0
        )?.hold ?? .zero
    }

    func cost(_ bearer: CostBearer) -> CostLine {
        CostLine(
            attempt: number,
            provider: choice.provider.name,
            amount: expectedCost,
            bearer: bearer
        )
    }

    /// The same id whenever the call is repeated to a provider that recognises it.
    var callID: String { "\(job.taskID)-\(choice.provider.traits.isIdempotent ? 1 : number)" }

    func remaining(at now: Timestamp) -> Duration {
        job.deadlineAt.map { $0 - now } ?? job.allowed
    }

    var attemptOrder: AttemptOrder {
        AttemptOrder(
            taskID: job.taskID,
            number: number,
            provider: choice.provider.name,
            model: choice.route.model,
            parameters: .object(choice.route.parameters),
            providerKey: choice.key?.id,
            callID: callID,
            expectedCost: expectedCost,
            canCancel: choice.provider.traits.canCancel
        )
    }

    func request(
        _ pictures: InputPictures.Fetched,
        remaining: Duration
    ) -> ProviderRequest {
        ProviderRequest(
            taskID: job.taskID.text,
            attempt: number,
            callID: callID,
            model: choice.route.model,
            parameters: choice.route.parameters,
            input: .object(input.parameters),
            images: pictures.images,
            mask: pictures.mask,
            key: choice.key?.secret,
            remaining: remaining,
            standsInFor: standsInFor,
            isNameless: job.isBlind,
            partials: input.partials
        )
    }

    private var standsInFor: String? {
        job.isStandIn || (job.isTest && choice.route.model == (job.servedBy ?? job.slug))
            ? job.slug : nil
    }
}
