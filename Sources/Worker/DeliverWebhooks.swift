package import Domain
package import Egress
import Foundation
package import Logging
package import Storage

/// Sends callbacks. The rows are written by the transaction that ended the task, so at-least-once is
/// a property of the database; this loop only makes it soon.
package struct DeliverWebhooks: Sendable {
    let store: Store
    let client: GuardedClient
    let vault: Vault
    let record: TaskRecordJSON
    let limits: WorkerLimits
    let logger: Logger
    private let receivers: Receivers
    private let drain = DrainSignal()

    package init(
        store: Store,
        client: GuardedClient,
        vault: Vault,
        record: TaskRecordJSON,
        limits: WorkerLimits,
        logger: Logger
    ) {
        self.store = store
        self.client = client
        self.vault = vault
        self.record = record
        self.limits = limits
        self.logger = logger
        receivers = Receivers(
            most: limits.deliveries,
            mostPerHost: limits.deliveriesPerHost,
            mostWaiting: limits.deliveriesWaiting
        )
    }

    package func run() async {
        await withDiscardingTaskGroup { group in
            while !drain.isStopping, !Task.isCancelled {
                await startWhatIsDue(in: &group)
                do { try await Task.sleep(for: .milliseconds(200)) } catch { return }
            }
        }
    }

    package func stop() {
        drain.stop()
    }

    private func startWhatIsDue(in group: inout DiscardingTaskGroup) async {
        do {
            guard let next = try await store.nextDeliveryAt(), next <= store.clock.steady() else {
                return
            }
            let due = try await store.leaseDeliveries(
                limit: receivers.room,
                except: receivers.heldBack,
                for: limits.deliveryLease
            )
            for delivery in due { await start(delivery, in: &group) }
        } catch {
            logger.error("callbacks could not be read", metadata: ["error": "\(error)"])
        }
    }

    private func start(_ delivery: DueDelivery, in group: inout DiscardingTaskGroup) async {
        let host = URL(string: delivery.url)?.host() ?? delivery.url
        // One dead receiver delays nobody else: what is above its share waits for the one before it,
        // or goes back for a while.
        switch receivers.enter(host, delivery, at: store.clock.steady()) {
        case .begin: group.addTask { await deliver(delivery, at: host) }
        case .wait: return
        case .putBack(let wait): await putBack(delivery, for: wait)
        }
    }

    /// One delivery, and after it whatever waits for its place.
    private func deliver(_ first: DueDelivery, at firstHost: String) async {
        var (delivery, host) = (first, firstHost)
        while true {
            let answered = await deliver(delivery)
            let next = receivers.leave(
                host,
                delivery.id,
                answered: answered,
                at: store.clock.steady()
            )
            for untried in next.putBack { await putBack(untried, for: next.wait) }
            guard let begin = next.begin else { return }
            (host, delivery) = begin
            if drain.isStopping || Task.isCancelled {
                // The next start sends it: its lease ends with this one.
                _ = receivers.leave(host, delivery.id, answered: true, at: store.clock.steady())
                return
            }
        }
    }

    private func putBack(_ delivery: DueDelivery, for wait: Duration) async {
        do {
            try await store.release(delivery, for: wait)
        } catch {
            logger.error("a callback could not be put back", metadata: ["error": "\(error)"])
        }
    }

    /// One try. True when the receiver gave any answer, or was not to be asked.
    private func deliver(_ delivery: DueDelivery) async -> Bool {
        crashPoint(.beforeDelivery)
        defer { crashPoint(.afterDelivery) }
        let start = ContinuousClock.now
        do {
            guard let message = try await message(for: delivery) else { return true }
            let result: DeliveryTry
            do throws(EgressFailure) {
                let answer = try await client.post(
                    delivery.url,
                    headers: message.headers,
                    body: message.body
                )
                result = judge(answer, delivery)
            } catch {
                // Our own machine could not call: that is no try, and says nothing of the receiver.
                if case .disk(let detail) = error { return await tryLater(delivery, detail) }
                result = DeliveryTry(
                    status: nil,
                    error: error.message,
                    answer: "",
                    duration: ContinuousClock.now - start,
                    next: next(after: delivery, nil)
                )
            }
            try await store.record(result, of: delivery)
            log(delivery, result)
            return result.status != nil
        } catch {
            logger.error(
                "a callback could not be recorded",
                metadata: ["delivery": "\(delivery.id)", "error": "\(error)"]
            )
            return true
        }
    }

    private func tryLater(_ delivery: DueDelivery, _ detail: String) async -> Bool {
        logger.error(
            "a callback could not be sent",
            metadata: ["delivery": "\(delivery.id)", "error": "\(detail)"]
        )
        await putBack(delivery, for: .seconds(2))
        return true
    }

    private func judge(_ answer: CallAnswer, _ delivery: DueDelivery) -> DeliveryTry {
        let next: DeliveryTry.Next =
            switch answer.status {
            case 200..<300: .delivered
            // Gone: the receiver says it wants no more.
            case 410: .exhausted
            default: self.next(after: delivery, answer.retryAfter)
            }
        return DeliveryTry(
            status: answer.status,
            error: nil,
            answer: UntrustedText.cut(answer.bodyStart),
            duration: answer.duration,
            next: next
        )
    }

    private func next(after delivery: DueDelivery, _ wish: Duration?) -> DeliveryTry.Next {
        let wait = WebhookSchedule.wait(
            afterTries: delivery.tries + 1,
            jitter: .random(in: -1...1)
        )
        return wait.map { .again(max($0, wish ?? .zero)) } ?? .exhausted
    }

    private func log(_ delivery: DueDelivery, _ result: DeliveryTry) {
        logger.info(
            "callback",
            metadata: [
                "delivery": "\(delivery.id)", "task": "\(delivery.taskID)",
                "request": "\(delivery.requestID)", "status": "\(result.status ?? 0)",
            ]
        )
    }
}
