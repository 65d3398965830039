import Domain
import TestKit
import Testing

/// Many clients at once on one balance or one cap: never one order more than it pays for.
@Suite struct Races {
    private static let clients = 64

    /// Lets 64 clients order until each is refused for the same reason; returns how many orders
    /// were accepted, and the codes of the refusals.
    private func orderUntilRefused(
        _ customer: Customer,
        _ body: @escaping @Sendable (Int, Int) -> JSONValue
    ) async throws -> (accepted: Int, codes: Set<Int64>) {
        try await withThrowingTaskGroup(of: (Int, Int64).self) { group in
            for client in 0..<Self.clients {
                group.addTask {
                    var accepted = 0
                    while true {
                        let answer = try await customer.create(body(client, accepted))
                        guard answer.status == 200 else { return (accepted, answer.code ?? 0) }
                        accepted += 1
                    }
                }
            }
            return try await group.reduce(into: (0, [])) {
                $0.0 += $1.0
                $0.1.insert($1.1)
            }
        }
    }

    @Test(arguments: [1, 7, 500])
    func `a balance of exactly so many pictures buys exactly so many`(
        _ count: Int
    ) async throws {
        try await OpenAISimulator.run { openAI in
            let settings = openAI.settings.merging([
                "AIGENERATE_RATE_LIMIT_CREATES": "100000",
                "AIGENERATE_RATE_LIMIT_REFUSALS": "100000",
            ]) { $1 }
            try await ServerProcess.run(settings) { server in
                let customer = try await server.newCustomer(usd: (Orders.price * count).dollars)
                let (accepted, codes) = try await orderUntilRefused(customer) { client, number in
                    Orders.paid("fox \(client) \(number)")
                }
                #expect(accepted == count)
                #expect(codes == [402])
                let balance = try await eventually("all are drawn", every: .milliseconds(200)) {
                    let balance = try await customer.balance()
                    return balance.held == .zero ? balance : nil
                }
                #expect(balance.available == .zero)
                #expect(balance.spent == Orders.price * count)
                #expect(openAI.purchases == count)
            }
        }
    }

    /// A server, the provider it buys from, and a customer with much credit and this cap.
    private func run(
        cappedAt cap: MicroUSD,
        _ body: (ServerProcess, OpenAISimulator, Customer) async throws -> Void
    ) async throws {
        try await OpenAISimulator.run { openAI in
            let settings = openAI.settings.merging([
                "AIGENERATE_RATE_LIMIT_CREATES": "100000",
                "AIGENERATE_RATE_LIMIT_REFUSALS": "100000",
            ]) { $1 }
            try await ServerProcess.run(settings) { server in
                let customer = try await server.newCustomer(usd: "100")
                try await server.admin(
                    "set-caps",
                    "--account",
                    customer.account,
                    "--total-usd",
                    cap.dollars
                )
                try await body(server, openAI, customer)
            }
        }
    }

    @Test func `a cap of exactly so many is never exceeded, whatever fails and is ordered again`()
        async throws
    {
        let count = 12
        try await run(cappedAt: Orders.price * count) { _, openAI, customer in
            // Every third order is refused by the provider: what it held comes back, and is
            // ordered again by whoever asks next.
            for round in 0..<4 {
                let (_, codes) = try await orderUntilRefused(customer) { client, number in
                    let isRefused = (client + number) % 3 == 0
                    let fault = isRefused ? "[fault moderated-input] " : ""
                    return Orders.paid("\(fault)fox \(round) \(client) \(number)")
                }
                #expect(codes == [433])
                let balance = try await eventually("all have ended") {
                    let balance = try await customer.balance()
                    #expect(balance.held + balance.spent <= Orders.price * count)
                    return balance.held == .zero ? balance : nil
                }
                #expect(balance.spent <= Orders.price * count)
            }
            #expect(openAI.purchases <= count)
            let spent = try await customer.balance().spent
            #expect(spent == Orders.price * openAI.purchases)
        }
    }

    @Test func `a cap is used to the last picture, whatever is repeated, retried and refused`()
        async throws
    {
        let (count, cap) = (12, Orders.price * 12)
        try await run(cappedAt: cap) { server, openAI, customer in
            var spent = MicroUSD.zero
            for round in 0..<40 where spent < cap {
                if round < 3 { makeTrouble(openAI) }
                try await orderRepeatedly(customer, round: round)
                spent = try await eventually("round \(round) has ended") {
                    let balance = try await customer.balance()
                    #expect(balance.held + balance.spent <= cap)
                    return balance.held == .zero ? balance.spent : nil
                }
            }
            #expect(spent == cap)
            #expect(openAI.purchases == count)
            #expect(openAI.requests.count > count)
            let paid = try await server.rows("SELECT id FROM task WHERE state = 'success'")
            #expect(paid.count == count)
            #expect(try await customer.create(Orders.paid()).code == 433)
        }
    }

    /// The provider fails in its own words, is busy, and refuses a prompt: nothing of it is bought.
    private func makeTrouble(_ openAI: OpenAISimulator) {
        openAI.next(
            .serverError(status: 500),
            .rateLimited(retryAfter: "1"),
            .moderation(stage: "input", categories: ["violence"]),
            .serverError(status: 503)
        )
    }

    /// Twenty clients send one order each, one to five times at once under one id of theirs.
    private func orderRepeatedly(_ customer: Customer, round: Int) async throws {
        try await withThrowingTaskGroup(of: (client: Int, id: String?).self) { group in
            for client in 0..<20 {
                let id = "round-\(round)-client-\(client)-order"
                let isBody = client.isMultiple(of: 2)
                let order = Orders.paid(id, more: isBody ? ["taskId": .string(id)] : [:])
                let headers = isBody ? [] : [("Idempotency-Key", id)]
                for _ in 0...(client % 5) {
                    group.addTask {
                        let answer = try await customer.create(order, headers: headers)
                        #expect(answer.status == 200 || answer.code == 433, "\(answer.text)")
                        return (client, answer.data["taskId"]?.stringValue)
                    }
                }
            }
            var tasks: [Int: Set<String>] = [:]
            for try await (client, id) in group {
                if let id { tasks[client, default: []].insert(id) }
            }
            #expect(tasks.values.allSatisfy { $0.count == 1 })
        }
    }
}
