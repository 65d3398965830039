import AIGenerateClient
import Foundation
import NIOHTTP1
import Testing

private let create = "/api/v1/jobs/createTask"

@Suite struct Ordering {
    @Test func `an order carries the key, the model, the input and what belongs to it`()
        async throws
    {
        try await atShop { client, shop, _ in
            let task = try await client.createTask(
                model: "sandbox-instant",
                input: ImageInput(prompt: "a red fox", size: "1024x1024", n: 2, seed: 7),
                callBackURL: URL(string: "https://example.com/hook"),
                taskID: "mine-0123456789abc",
                metadata: ["user": "u1"],
                quoteID: "quote_1"
            )
            #expect(task.taskID == "task_1")
            #expect(task.state == .waiting)
            #expect(task.usd == Decimal(string: "0.028"))
            #expect(!task.isReplay)
            let request = try #require(shop.requests(create).first)
            #expect(request.method == "POST")
            let key = request.headers.first(name: "authorization")
            #expect(key == "Bearer sk-aig-0123456789abcdefghij")
            let expected: JSON = [
                "model": "sandbox-instant",
                "input": ["prompt": "a red fox", "size": "1024x1024", "n": 2, "seed": 7],
                "callBackUrl": "https://example.com/hook",
                "taskId": "mine-0123456789abc",
                "metadata": ["user": "u1"],
                "quoteId": "quote_1",
            ]
            #expect(try JSONDecoder().decode(JSON.self, from: request.body) == expected)
        }
    }

    @Test func `every order has an idempotency key of its own`() async throws {
        try await atShop { client, shop, _ in
            for _ in 1...2 {
                _ = try await client.createTask(model: "m", input: ImageInput(prompt: "x"))
            }
            let keys = shop.requests(create).map { $0.headers.first(name: "idempotency-key") }
            #expect(Set(keys.compactMap { $0 }).count == 2)
            #expect(shop.taskCount == 2)
        }
    }

    @Test func `an order under the caller's idempotency key is sent under it`() async throws {
        try await atShop { client, shop, _ in
            for isReplay in [false, true] {
                let task = try await client.createTask(
                    model: "m",
                    input: ["prompt": "x"],
                    idempotencyKey: "mine"
                )
                #expect(task.isReplay == isReplay)
            }
            #expect(shop.taskCount == 1)
        }
    }

    @Test func `an order whose answer was lost is repeated under the same key and made once`()
        async throws
    {
        try await atShop(faults: [create: [.after(.cut)]]) { client, shop, time in
            let task = try await client.createTask(model: "m", input: ImageInput(prompt: "x"))
            #expect(task.taskID == "task_1")
            #expect(task.isReplay)
            #expect(shop.taskCount == 1)
            let keys = shop.requests(create).map { $0.headers.first(name: "idempotency-key") }
            #expect(keys.count == 2)
            #expect(keys.first == keys.last)
            #expect(time.pauses == [.milliseconds(500)])
        }
    }

    @Test func `an order that is refused says why, where, and what to quote`() async throws {
        try await atShop { client, shop, time in
            let error = await #expect(throws: AIGenerateError.self) {
                try await client.createTask(model: "m", input: [:])
            }
            guard case .server(let answer) = error else {
                Issue.record("not a refusal of the server: \(String(describing: error))")
                return
            }
            #expect(answer.code == 422)
            #expect(answer.status == 422)
            #expect(answer.message == "input.prompt is missing.")
            #expect(answer.type == "test_refusal")
            #expect(answer.reason == "c422")
            #expect(answer.param == "input.prompt")
            #expect(answer.docs == "/docs/errors")
            #expect(answer.requestID == "req_1")
            #expect(shop.requests(create).count == 1)
            #expect(time.pauses.isEmpty)
        }
    }

    @Test func `a quote says the most that is charged`() async throws {
        try await atShop { client, shop, _ in
            let quote = try await client.quote(model: "m", input: ImageInput(prompt: "x"))
            #expect(quote.quoteID == "quote_1")
            #expect(quote.max == Amount(credits: 4, usd: Decimal(string: "0.028") ?? 0))
            #expect(quote.rule == "flat")
            #expect(shop.taskCount == 0)
        }
    }

    @Test func `a balance and the credits are exact decimals`() async throws {
        try await atShop { client, _, _ in
            let balance = try await client.balance()
            #expect(balance.available.credits == Decimal(string: "1428.57"))
            #expect(balance.held.usd == Decimal(string: "0.028"))
            #expect(try await client.credits() == Decimal(string: "1428.57"))
        }
    }

    @Test func `cancelling names the task`() async throws {
        try await atShop { client, shop, _ in
            let task = try await client.createTask(model: "m", input: ImageInput(prompt: "x"))
            try await client.cancel(task.taskID)
            #expect(shop.cancelledCount == 1)
        }
    }

    @Test func `a list is asked for by its conditions, escaped`() async throws {
        let page = #"{"tasks":[],"nextCursor":"c2"}"#
        let path = "/api/v1/jobs/list"
        try await atShop(faults: [path: [.instead(.data(page))]]) { client, shop, _ in
            let filter = TaskFilter(
                state: .fail,
                metadata: ["user": "a&b=c+d"],
                from: Date(timeIntervalSince1970: 1.5),
                limit: 20
            )
            let page = try await client.list(filter, after: "c1")
            #expect(page.nextCursor == "c2")
            let expected = [
                "state": "fail", "from": "1500", "limit": "20", "cursor": "c1",
                "metadata[user]": "a&b=c+d",
            ]
            #expect(shop.requests(path).first?.query == expected)
        }
    }

    @Test func `models are read with their price and their schema`() async throws {
        let model =
            #"{"slug":"m","credits":4,"usd":0.028,"unit":"image","#
            + #""input_schema":{"type":"object"},"p50":9}"#
        let faults: [String: [StandInShop.Fault]] = [
            "/api/v1/models": [.instead(.data("[\(model)]"))],
            "/api/v1/models/m": [.instead(.data(model))],
        ]
        try await atShop(faults: faults) { client, _, _ in
            let one = try await client.model("m")
            let all = try await client.models()
            #expect(all == [one])
            #expect(one.usd == Decimal(string: "0.028"))
            #expect(one.inputSchema == ["type": "object"])
            #expect(one.raw["p50"] == 9)
        }
    }
}
