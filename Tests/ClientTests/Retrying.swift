import AIGenerateClient
import Foundation
import Testing

private let create = "/api/v1/jobs/createTask"
private let credit = "/api/v1/chat/credit"

@Suite struct Retrying {
    @Test func `a rate limit is waited for as long as the server asks, never shorter`()
        async throws
    {
        let busy = Reply.refusal(429, "Slow down.", headers: ["Retry-After": "7"])
        try await atShop(faults: [create: [.instead(busy)]]) { client, shop, time in
            _ = try await client.createTask(model: "m", input: ImageInput(prompt: "x"))
            #expect(shop.requests(create).count == 2)
            #expect(time.pauses == [.milliseconds(7_100)])
        }
    }

    @Test func `a wait longer than a minute is left to the caller`() async throws {
        let busy = Reply.refusal(429, "Slow down.", headers: ["Retry-After": "3600"])
        try await atShop(faults: [create: [.instead(busy)]]) { client, shop, _ in
            let error = await #expect(throws: AIGenerateError.self) {
                try await client.createTask(model: "m", input: ImageInput(prompt: "x"))
            }
            guard case .server(let answer) = error else {
                Issue.record("not a refusal of the server: \(String(describing: error))")
                return
            }
            #expect(answer.retryAfter == .seconds(3_600))
            #expect(shop.requests(create).count == 1)
        }
    }

    @Test(arguments: [(500, 500), (455, 503), (502, 502)])
    func `a fault of the server is tried three times with longer pauses`(
        code: Int,
        status: Int
    ) async throws {
        let fault = StandInShop.Fault.instead(.refusal(code, status: status, "Not now."))
        try await atShop(faults: [create: [fault, fault, fault]]) { client, shop, time in
            let error = await #expect(throws: AIGenerateError.self) {
                try await client.createTask(model: "m", input: ImageInput(prompt: "x"))
            }
            guard case .server(let answer) = error else {
                Issue.record("not a refusal of the server: \(String(describing: error))")
                return
            }
            #expect(answer.code == code)
            #expect(shop.requests(create).count == 3)
            #expect(time.pauses == [.milliseconds(500), .seconds(1)])
        }
    }

    @Test func `a server that says not to is not asked again`() async throws {
        let final = Reply.refusal(500, "No.", headers: ["x-should-retry": "false"])
        try await atShop(faults: [create: [.instead(final)]]) { client, shop, _ in
            await #expect(throws: AIGenerateError.self) {
                try await client.createTask(model: "m", input: ImageInput(prompt: "x"))
            }
            #expect(shop.requests(create).count == 1)
        }
    }

    @Test(arguments: [(401, 401), (402, 402), (433, 403), (505, 403)])
    func `a refusal is final`(code: Int, status: Int) async throws {
        let refusal = Reply.refusal(code, status: status, "No.")
        try await atShop(faults: [create: [.instead(refusal)]]) { client, shop, _ in
            await #expect(throws: AIGenerateError.self) {
                try await client.createTask(model: "m", input: ImageInput(prompt: "x"))
            }
            #expect(shop.requests(create).count == 1)
        }
    }

    @Test func `a question is asked again after a cut connection`() async throws {
        let faults = [credit: [StandInShop.Fault.instead(.cut), .instead(.cut)]]
        try await atShop(faults: faults) { client, shop, _ in
            let credits = try await client.credits()
            #expect(credits == Decimal(string: "1428.57"))
            #expect(shop.requests(credit).count == 3)
        }
    }

    @Test func `a connection that is cut each time is a failure of the transport`() async throws {
        let cut = StandInShop.Fault.instead(.cut)
        try await atShop(faults: [credit: [cut, cut, cut]]) { client, shop, _ in
            let error = await #expect(throws: AIGenerateError.self) { try await client.credits() }
            guard case .transport(let fault) = error else {
                Issue.record("not a failure of the transport: \(String(describing: error))")
                return
            }
            #expect(fault.isTemporary)
            #expect(shop.requests(credit).count == 3)
        }
    }

    @Test func `a proxy's error page keeps its status`() async throws {
        let page = Reply.answer(404, [:], Data("<html>gone</html>".utf8))
        try await atShop(faults: [credit: [.instead(page)]]) { client, _, _ in
            let error = await #expect(throws: AIGenerateError.self) { try await client.credits() }
            guard case .server(let answer) = error else {
                Issue.record("not a refusal of the server: \(String(describing: error))")
                return
            }
            #expect(answer.code == 404)
            #expect(!answer.message.contains("<html>"))
        }
    }

    @Test func `a success that is not ours is said to be not understood`() async throws {
        let page = Reply.answer(200, [:], Data("<html>hello</html>".utf8))
        try await atShop(faults: [credit: [.instead(page)]]) { client, _, _ in
            let error = await #expect(throws: AIGenerateError.self) { try await client.credits() }
            guard case .unexpectedAnswer(let answer) = error else {
                Issue.record("understood: \(String(describing: error))")
                return
            }
            #expect(answer.description.contains(credit))
        }
    }
}
