import Domain
import Foundation
import TestKit
import Testing

/// `kill -9` at random moments, with many tasks under way.
@Suite struct Chaos {
    /// `AIGENERATE_CHAOS=1` asks for the full size.
    private static let isFull = ProcessInfo.processInfo.environment["AIGENERATE_CHAOS"] == "1"
    private static let kills = isFull ? 100 : 20
    /// Tasks that are open, or being ordered, at each kill.
    private static let inFlight = 500

    @Test func `no kill loses a task, charges twice or forgets a callback`() async throws {
        try await OpenAISimulator.run { openAI in
            try await WebhookReceiver.run { receiver in
                let settings = openAI.settings.merging([
                    "AIGENERATE_RATE_LIMIT_CREATES": "100000",
                    "AIGENERATE_RATE_LIMIT_POLLS": "100000000",
                    "AIGENERATE_LOSS_LIMIT_USD_PER_DAY": "100000",
                    "AIGENERATE_LOG_LEVEL": "error",
                ]) { $1 }
                try await ServerProcess.run(settings) { server in
                    let customer = try await server.newCustomer(usd: "1000")
                    var random = SystemRandomNumberGenerator()
                    var (orders, open) = (0, 0)
                    for _ in 0..<Self.kills {
                        let next = orders..<orders + Self.inFlight - open
                        orders = next.upperBound
                        async let isPlaced: Void = place(next, customer, receiver, mayFail: true)
                        // Anything between the first accept and the last settle.
                        try await Task.sleep(
                            for: .milliseconds(Int.random(in: 1...500, using: &random))
                        )
                        try await server.kill()
                        try await isPlaced
                        try await server.start()
                        try await place(next, customer, receiver, mayFail: false)
                        open = try await self.open(server)
                    }
                    try await check(customer, orders, openAI, receiver)
                }
            }
        }
    }

    private func open(_ server: ServerProcess) async throws -> Int {
        let rows = try await server.rows("SELECT COUNT(*) AS n FROM job")
        return Int(try #require(rows.first?["n"]?.intValue))
    }

    private static func id(_ number: Int) -> String { "chaos-task-id-\(1_000_000 + number)" }

    /// Places orders at once. One that a kill cut off is placed again after the start; its id keeps
    /// it one task.
    private func place(
        _ numbers: Range<Int>,
        _ customer: Customer,
        _ receiver: WebhookReceiver,
        mayFail: Bool
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in numbers {
                let body = body(number, receiver)
                group.addTask {
                    do {
                        let answer = try await customer.create(body)
                        #expect(answer.status == 200, "\(answer.text)")
                    } catch  where mayFail {}
                }
            }
            try await group.waitForAll()
        }
    }

    private func body(_ number: Int, _ receiver: WebhookReceiver) -> JSONValue {
        let fault =
            switch number % 8 {
            case 0: "[fault moderated-input] "
            case 1: "[fault slow 150] "
            case 2: "[fault cut reset] "
            case 3: "[fault slow 20] "
            default: ""
            }
        return Orders.paid(
            "\(fault)fox \(number)",
            more: [
                "taskId": .string(Self.id(number)), "callBackUrl": .string(receiver.url()),
            ]
        )
    }

    private func check(
        _ customer: Customer,
        _ orders: Int,
        _ openAI: OpenAISimulator,
        _ receiver: WebhookReceiver
    ) async throws {
        var successes = 0
        for number in 0..<orders {
            let record = try await customer.ended(Self.id(number))
            switch record["state"] {
            case "success":
                successes += 1
                #expect(record["creditsConsumed"] == 4)
            default: #expect(record["creditsConsumed"] == 0)
            }
            // Refused, unless kills cut it off each time it was asked.
            if number % 8 == 0 {
                let failClass = record["failClass"]?.stringValue ?? ""
                #expect(
                    ["moderated_input", "outcome_unknown", "internal_error"].contains(failClass)
                )
            }
        }
        let balance = try await customer.balance()
        #expect(balance.held == .zero)
        #expect(balance.spent == Orders.price * successes)
        let delivered = try await eventually("every event is delivered") {
            let calls = receiver.received
            let ids = Set(calls.compactMap { $0.data["clientTaskId"]?.stringValue })
            return ids.count == orders ? calls : nil
        }
        #expect(Set(delivered.map { $0.headers["webhook-id"] }).count == orders)
        let rows = try await customer.server.rows(
            "SELECT (SELECT COUNT(*) FROM task) AS tasks, (SELECT COUNT(*) FROM job) AS jobs, "
                + "(SELECT COUNT(*) FROM entry WHERE kind = 'settle') AS settles"
        )
        #expect(
            rows == [
                ["tasks": .int(Int64(orders)), "jobs": 0, "settles": .int(Int64(successes))]
            ]
        )
        // What the provider billed and nobody got is the operator's loss, line by line.
        let losses = try await customer.server.rows(
            "SELECT COUNT(*) AS n FROM cost WHERE borne_by = 'loss'"
        )
        let lost = losses.first?["n"]?.intValue ?? 0
        #expect(Int64(openAI.purchases) <= Int64(successes) + lost)
    }
}
