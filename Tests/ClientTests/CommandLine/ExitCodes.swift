import AIGenerateClient
import Foundation
import TestKit
import Testing

@Suite struct ExitCodes {
    private static let create = "/api/v1/jobs/createTask"

    @Test(arguments: [
        ["fox", "--nonsense"], [], ["fox", "-n", "0"], ["fox", "-n", "many"],
        ["fox", "-o", "-", "--json"], ["fox", "-o", "-", "-n", "2"], ["fox", "--timeout", "0"],
        ["fox", "--image", "missing.png"], ["fox", "--server", "nonsense"],
    ])
    func `a command that makes no sense ends with 2 and orders nothing`(
        arguments: [String]
    ) async throws {
        try await generate(arguments) { ending, shop, _ in
            #expect(ending.code == 2)
            #expect(ending.output.isEmpty)
            #expect(!ending.errors.isEmpty)
            #expect(shop.taskCount == 0)
        }
    }

    /// Nothing is drawn from a GIF.
    @Test(arguments: ["hello", "GIF89a and more"])
    func `a file that no picture can be drawn from ends with 2`(_ content: String) async throws {
        try await inFolder { folder in
            let file = folder.appending(component: "picture.png")
            try Data(content.utf8).write(to: file)
            let path = file.path(percentEncoded: false)
            try await generate(["fox", "--image", path]) { ending, shop, _ in
                #expect(ending.code == 2)
                #expect(ending.errors.contains("is not a picture: PNG, JPEG or WebP."))
                #expect(shop.taskCount == 0)
            }
        }
    }

    @Test func `no key ends with 3`() async throws {
        try await generate(["fox"], environment: ["AIGENERATE_API_KEY": ""]) { ending, shop, _ in
            #expect(ending.code == 3)
            #expect(ending.errors.contains("AIGENERATE_API_KEY"))
            #expect(shop.requests("").isEmpty)
        }
    }

    @Test(arguments: [
        (401, 401, Int32(3)), (403, 403, 3), (402, 402, 4), (433, 403, 4), (422, 422, 2),
        (404, 404, 2), (505, 403, 2), (409, 409, 1),
    ])
    func `a refused order ends with the reason's code`(
        code: Int,
        status: Int,
        expected: Int32
    ) async throws {
        let refusal = StandInShop.Fault.instead(.refusal(code, status: status, "So it is."))
        try await generate(["fox"], faults: [Self.create: [refusal]]) { ending, _, _ in
            #expect(ending.code == expected)
            #expect(ending.output.isEmpty)
            #expect(ending.errors.contains("So it is."))
            #expect(ending.errors.contains("req_1"))
        }
    }

    @Test(arguments: [
        ("provider_error", Int32(5)), ("provider_timeout", 5), ("outcome_unknown", 5),
        ("expired", 5), ("moderated_input", 6), ("moderated_output", 6), ("invalid_input", 2),
        ("cancelled", 1),
    ])
    func `a failed task ends with the reason's code`(
        failClass: String,
        expected: Int32
    ) async throws {
        let script = StandInShop.Script(
            looks: [(.fail, 0)],
            failClass: failClass,
            failMsg: "It went wrong. Not charged."
        )
        try await generate(["fox"], script: script) { ending, _, folder in
            #expect(ending.code == expected)
            #expect(ending.output.isEmpty)
            #expect(ending.errors.contains("It went wrong. Not charged. (task task_1)"))
            #expect(pictures(in: folder).isEmpty)
        }
    }

    @Test func `a server that is not there ends with 1 and names the order`() async throws {
        let arguments = ["fox", "--server", "http://127.0.0.1:1", "--json"]
        try await generate(arguments) { ending, _, _ in
            #expect(ending.code == 1)
            #expect(ending.errors.contains("http://127.0.0.1:1"))
            let report = try JSONDecoder().decode(JSON.self, from: ending.output)
            let order = try #require(report["clientTaskId"]?.stringValue)
            #expect(ending.errors.contains(order))
        }
    }

    @Test func `a wait that is over ends with 7, and the task goes on`() async throws {
        let script = StandInShop.Script(looks: [(.generating, 40)])
        try await generate(["fox", "--timeout", "1"], script: script) { ending, shop, _ in
            #expect(ending.code == 7)
            #expect(ending.errors.contains("task_1"))
            #expect(shop.cancelledCount == 0)
        }
    }

    @Test(arguments: [true, false])
    func `an interrupt before the order is answered leaves nothing ordered`(
        hasArrived: Bool
    ) async throws {
        let fault: StandInShop.Fault = hasArrived ? .after(.silence) : .instead(.silence)
        try await generate(
            ["fox"],
            faults: [Self.create: [fault]],
            meanwhile: { shop, command in
                for await request in shop.arrivals where request.path == Self.create { break }
                command.signal(SIGINT)
            },
            check: { ending, shop, _ in
                #expect(ending.code == 130)
                #expect(shop.taskCount == (hasArrived ? 1 : 0))
                #expect(shop.cancelledCount == shop.taskCount)
                #expect(ending.errors.contains(hasArrived ? "cancelled" : "Nothing was ordered"))
            }
        )
    }

    @Test func `an interrupt that is too late says that the task goes on`() async throws {
        let late = StandInShop.Fault.instead(.refusal(409, "It cannot be stopped."))
        try await generate(
            ["fox", "--quiet"],
            script: StandInShop.Script(looks: [(.generating, 99)]),
            faults: ["/api/v1/jobs/cancelTask": [late]],
            meanwhile: { shop, command in
                for await request in shop.arrivals where request.path.hasSuffix("recordInfo") {
                    break
                }
                command.signal(SIGINT)
            },
            check: { ending, _, _ in
                #expect(ending.code == 130)
                #expect(ending.errors.contains("Interrupted too late"))
            }
        )
    }

    @Test func `an interrupt cancels the task and ends with 130`() async throws {
        try await generate(
            ["fox"],
            script: StandInShop.Script(looks: [(.generating, 40)]),
            meanwhile: { shop, command in
                for await request in shop.arrivals where request.path.hasSuffix("recordInfo") {
                    break
                }
                command.signal(SIGINT)
            },
            check: { ending, shop, _ in
                #expect(ending.code == 130)
                #expect(ending.errors.contains("cancelled; nothing was charged"))
                #expect(shop.cancelledCount == 1)
            }
        )
    }
}
