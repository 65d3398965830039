import Domain
import Storage

/// Settles a task whose outputs are kept: by the price it was accepted under, whatever the price
/// list says now.
struct SettleDelivered: Sendable {
    let store: Store
    let limits: WorkerLimits

    func callAsFunction(_ call: ProviderCall, _ manifest: Manifest) async throws {
        let charge = try await charge(call.job, call.input, manifest)
        let cost = CostLine(
            attempt: call.number,
            provider: call.choice.provider.name,
            amount: manifest.cost ?? cost(call, manifest),
            bearer: call.job.payer.costBearer
        )
        try await settle(
            call.job,
            manifest,
            charge: charge,
            attempt: call.number,
            costs: cost.amount.isPositive ? [cost] : []
        )
    }

    func settle(
        _ job: JobToRun,
        _ manifest: Manifest,
        charge: MicroUSD,
        attempt: Int,
        costs: [CostLine]
    ) async throws {
        let end = TaskEnd(
            taskID: job.taskID,
            event: .stored,
            result: .delivered(
                manifest.outputs,
                charge: charge,
                seed: manifest.seed,
                facts: manifest.facts,
                pictures: manifest.pictures
            ),
            attempt: AttemptEnd(
                number: attempt,
                outcome: "success",
                detail: manifest.flaw,
                requestID: manifest.requestID
            ),
            costs: costs,
            outputsKept: limits.outputsKept,
            deliveryID: store.identifiers.make("evt_", at: store.clock.wall())
        )
        crashPoint(.beforeSettle)
        _ = try await store.settle(end, attempt: attempt)
    }

    /// 0 when nobody pays; else by the accepted rule for what was delivered, within the hold.
    func charge(
        _ job: JobToRun,
        _ input: CheckedInput,
        _ manifest: Manifest
    ) async throws
        -> MicroUSD
    {
        guard job.payer != .none else { return .zero }
        guard let price = try await store.price(version: job.priceVersion) else {
            throw DatabaseError.malformed("price \(job.priceVersion) is missing")
        }
        return price.rule.charge(
            asked: input.size,
            delivered: manifest.sizes,
            inputImages: input.imageURLs.count,
            partials: manifest.partials,
            hold: job.held
        )
    }

    private func cost(_ call: ProviderCall, _ manifest: Manifest) -> MicroUSD {
        call.choice.route.cost?.charge(
            asked: call.input.size,
            delivered: manifest.sizes,
            inputImages: call.input.imageURLs.count,
            partials: manifest.partials,
            hold: .largest
        ) ?? .zero
    }
}

extension Manifest {
    /// What each delivered output is billed by: what the provider says `auto` became, else as
    /// measured.
    var sizes: [PictureSize] {
        let resolved = resolvedSize.flatMap { PictureSize($0) }
        return outputs.map { resolved ?? $0.size }
    }
}

extension Payer {
    var costBearer: CostBearer {
        switch self {
        case .customer, .none: .margin
        case .playground: .playground
        }
    }
}
