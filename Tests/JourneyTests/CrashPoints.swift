import Domain
import Foundation
import Storage
import TestKit
import Testing

/// The server is stopped dead at every named step, started again, and must end every task
/// truthfully, charge the customer once at most, and tell the customer's server.
@Suite struct CrashPoints {
    @Test(arguments: CrashPoint.allCases)
    func `a crash costs the customer nothing, drawing in the Sandbox`(
        _ point: CrashPoint
    ) async throws {
        try await WebhookReceiver.run { receiver in
            try await crash(at: point, [:], receiver) { _, server in
                let costs = try await server.rows("SELECT * FROM cost")
                #expect(costs.isEmpty)
            }
        }
    }

    @Test(arguments: CrashPoint.allCases)
    func `a crash costs the customer nothing, buying from OpenAI`(
        _ point: CrashPoint
    ) async throws {
        try await OpenAISimulator.run { openAI in
            try await WebhookReceiver.run { receiver in
                if point == .beforeRequeue || point == .afterRequeue {
                    openAI.next(.rateLimited(retryAfter: nil))
                }
                try await crash(at: point, openAI.settings, receiver) { orders, server in
                    let promise = Promise(point)
                    #expect(openAI.purchases == orders - 1 + promise.purchases)
                    let losses = try await server.rows(
                        "SELECT amount FROM cost WHERE borne_by = 'loss'"
                    )
                    #expect(losses.count == promise.losses)
                }
            }
        }
    }

    /// Small ones are rows, and have no file: see above.
    @Test(arguments: [
        CrashPoint.duringSpool, .afterReply, .beforePlace, .afterPlace, .afterManifest,
        .beforeSettle, .afterSettle, .afterSpoolClear, .beforeRescueSettle,
    ])
    func `a crash costs the customer nothing, buying a picture that has a file`(
        _ point: CrashPoint
    ) async throws {
        try await OpenAISimulator.run { openAI in
            try await WebhookReceiver.run { receiver in
                openAI.next(.big(bytes: 300_000))
                try await crash(at: point, openAI.settings, receiver) { orders, server in
                    let promise = Promise(point)
                    // What is bought again is as small as usual.
                    let rows = try await server.rows("SELECT path FROM small_picture")
                    #expect(rows.count == promise.purchases - 1)
                    #expect(openAI.purchases == orders - 1 + promise.purchases)
                    let losses = try await server.rows(
                        "SELECT amount FROM cost WHERE borne_by = 'loss'"
                    )
                    #expect(losses.count == promise.losses)
                }
            }
        }
    }

    /// What the crash table promises for one task: what the provider bills, and what of it the
    /// operator bears.
    private struct Promise {
        var purchases = 1
        var losses = 0

        init(_ point: CrashPoint) {
            switch point {
            // Nothing tells whether the provider was reached: bought again at the operator's cost.
            case .afterSent, .afterAdopt: losses = 1
            // It was reached, and what it sent is not whole yet.
            case .duringSpool, .afterReply, .beforePlace, .afterPlace:
                (purchases, losses) = (2, 1)
            case .afterAccept, .afterClaim, .afterIntent, .afterManifest, .beforeSettle,
                .afterSettle, .afterSpoolClear, .beforeRequeue, .afterRequeue, .beforeDelivery,
                .afterDelivery,
                .beforeRescueSettle:
                break
            }
        }
    }

    /// Points that only a start after another crash passes: that other crash.
    private static func earlier(_ point: CrashPoint) -> CrashPoint? {
        switch point {
        case .afterAdopt: .afterSent
        case .beforeRescueSettle: .afterManifest
        default: nil
        }
    }

    private func crash(
        at point: CrashPoint,
        _ settings: [String: String],
        _ receiver: WebhookReceiver,
        _ check: (_ orders: Int, ServerProcess) async throws -> Void
    ) async throws {
        var settings = settings
        // One slot, so that the second order has to be claimed from the queue.
        if point == .afterClaim { settings["AIGENERATE_SLOTS"] = "1" }
        try await ServerProcess.run(settings, isStarted: false) { server in
            let first = Self.earlier(point) ?? point
            try await server.start(["AIGENERATE_CRASH_POINT": first.rawValue])
            let count = point == .afterClaim ? 3 : 1
            let ids = (0..<count).map { "crash-point-order-\($0)" }
            let customer = try server.customer()
            for id in ids { try await order(id, at: point, customer, receiver) }
            #expect(try await server.ending().wasKilled)
            if Self.earlier(point) != nil {
                let second = try server.launch(["AIGENERATE_CRASH_POINT": point.rawValue])
                #expect(try await second.ending().wasKilled)
            }
            try await server.start()
            for id in ids {
                // What was not answered is asked again; the id keeps it one task.
                try await order(id, at: point, customer, receiver)
                let record = try await customer.ended(id)
                #expect(record["state"] == "success", "\(record)")
                #expect(record["creditsConsumed"] == 4)
            }
            try await checkMoney(customer, count)
            try await checkCallbacks(receiver, count)
            try await checkLeftovers(server)
            try await check(count, server)
        }
    }

    private func order(
        _ id: String,
        at point: CrashPoint,
        _ customer: Customer,
        _ receiver: WebhookReceiver
    ) async throws {
        let isRetried = point == .beforeRequeue || point == .afterRequeue
        // The Sandbox's own word for a provider that has no time; OpenAI's simulator is told
        // otherwise, and does not know it.
        let prompt = isRetried ? "a fox !429" : "a fox"
        let body = Orders.paid(
            prompt,
            more: ["taskId": .string(id), "callBackUrl": .string(receiver.url())]
        )
        do {
            let answer = try await customer.create(body)
            #expect(answer.status == 200, "\(answer.text)")
        } catch {
            // The server died meanwhile, which is what this is about.
            #expect(try await customer.server.ending().wasKilled)
        }
    }

    private func checkMoney(_ customer: Customer, _ count: Int) async throws {
        let balance = try await customer.balance()
        #expect(balance.spent == Orders.price * count)
        #expect(balance.held == .zero)
    }

    private func checkCallbacks(_ receiver: WebhookReceiver, _ count: Int) async throws {
        let calls: [WebhookReceiver.Received] = try await eventually("every event is delivered") {
            let calls = receiver.received
            let tasks = Set(calls.compactMap { $0.data["clientTaskId"]?.stringValue })
            return tasks.count == count ? calls : nil
        }
        #expect(calls.allSatisfy { $0.json["code"] == 200 })
        // A repetition has the same id, so that its receiver can tell.
        #expect(Set(calls.map { $0.headers["webhook-id"] }).count == count)
    }

    /// Nothing of an ended task stays in the spool, whatever the crash left there.
    private func checkLeftovers(_ server: ServerProcess) async throws {
        try await server.kill()
        try await server.start()
        let files = try FileManager.default.contentsOfDirectory(atPath: server.dataPath + "/spool")
        #expect(files.filter { $0.hasPrefix("task_") } == [])
    }
}
