import Domain
import Providers
import Synchronization
import Testing
import TestKit

/// One fault and what it must mean.
struct FaultCase: Sendable, CustomTestStringConvertible {
    let fault: SimulatorFault
    let kind: String
    /// OpenAI billed it.
    let isBought: Bool

    init(_ fault: SimulatorFault, _ kind: String, isBought: Bool = false) {
        self.fault = fault
        self.kind = kind
        self.isBought = isBought
    }

    var testDescription: String { "\(fault)" }

    /// The simulator's clock for these stands at Sun, 06 Nov 1994 08:49:37 GMT.
    static let all: [FaultCase] = [
        FaultCase(.rateLimited(), "retry"),
        FaultCase(.rateLimited(retryAfter: "7"), "retry after 7.0 seconds"),
        FaultCase(.rateLimited(retryAfter: "99999999999"), "retry after 60.0 seconds"),
        FaultCase(.rateLimited(retryAfter: "1e308"), "retry after 60.0 seconds"),
        FaultCase(.rateLimited(retryAfter: "-5"), "retry"),
        FaultCase(.rateLimited(retryAfter: "soon"), "retry"),
        FaultCase(
            .rateLimited(retryAfter: "Sun, 06 Nov 1994 08:49:57 GMT"),
            "retry after 20.0 seconds"
        ),
        FaultCase(.rateLimited(retryAfter: "Sun, 06 Nov 1994 08:00:00 GMT"), "retry"),
        FaultCase(.rateLimited(retryAfter: "9", milliseconds: "1500"), "retry after 1.5 seconds"),
        FaultCase(.rateLimited(milliseconds: "20"), "retry after 1.0 seconds"),
        FaultCase(.slowDown, "retry"),
        FaultCase(.outOfQuota(code: "insufficient_quota"), "unavailable: no_quota"),
        FaultCase(.outOfQuota(code: "credit_balance_exhausted"), "unavailable: no_quota"),
        FaultCase(.outOfQuota(code: "organization_spend_limit_exceeded"), "unavailable: no_quota"),
        FaultCase(.outOfQuota(code: "project_spend_limit_exceeded"), "unavailable: no_quota"),
        FaultCase(.outOfQuota(code: "organization_usage_limit_exceeded"), "unavailable: no_quota"),
        FaultCase(.billingHardLimit, "unavailable: no_quota"),
        FaultCase(.bare(status: 402), "unavailable: no_quota"),
        FaultCase(.bare(status: 403), "unavailable: not_allowed"),
        FaultCase(.redirect(to: "http://169.254.169.254/latest/"), "unavailable: not_allowed"),
        FaultCase(.bare(status: 404), "unavailable: no_such_model"),
        FaultCase(.moderation(stage: "input", categories: ["sexual"]), "refused: moderatedInput"),
        FaultCase(.moderation(stage: "output", categories: ["gore"]), "refused: moderatedOutput"),
        FaultCase(.contentPolicy, "refused: moderatedInput"),
        FaultCase(
            .apiError(
                status: 422,
                type: "invalid_request_error",
                code: nil,
                message: "No."
            ),
            "refused: invalidInput"
        ),
        FaultCase(.serverError(status: 500), "retry"),
        FaultCase(.serverError(status: 503), "retry"),
        FaultCase(.proxyError(status: 502), "uncertain: connection_lost", isBought: true),
        FaultCase(.proxyError(status: 524), "uncertain: connection_lost", isBought: true),
        FaultCase(.bare(status: 500), "uncertain: connection_lost"),
        FaultCase(.closeBeforeReading, "uncertain: connection_lost"),
        FaultCase(.cut(reset: false), "uncertain: connection_lost", isBought: true),
        FaultCase(.cut(reset: true), "uncertain: connection_lost", isBought: true),
        FaultCase(.cutWithoutLength, "uncertain: connection_lost", isBought: true),
        FaultCase(.html, "unusable", isBought: true),
        FaultCase(.emptyBody, "unusable", isBought: true),
        FaultCase(.emptyData, "unusable", isBought: true),
        FaultCase(.noData, "unusable", isBought: true),
        FaultCase(.nullPicture, "unusable", isBought: true),
        FaultCase(.urlInsteadOfPicture, "unusable", isBought: true),
        FaultCase(.errorWithStatus200, "unusable", isBought: true),
        FaultCase(.truncatedJSON, "unusable", isBought: true),
        FaultCase(.announced(encoding: "br"), "unusable", isBought: true),
        FaultCase(.announced(encoding: "gzip, gzip"), "unusable", isBought: true),
        FaultCase(.badBase64(index: nil), "unusable", isBought: true),
        FaultCase(.badChunk, "uncertain: connection_lost", isBought: true),
    ]
}

@Suite struct `When OpenAI fails` {
    private func buy(
        _ order: ProviderRequest = .forTest(),
        from provider: OpenAICompatible,
        into store: CollectingSink = CollectingSink()
    ) async -> ProviderFailure? {
        do throws(ProviderFailure) {
            _ = try await provider.generate(order, into: store.sink)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: FaultCase.all)
    func `each fault means one thing to do`(expected: FaultCase) async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(expected.fault)
            let store = CollectingSink()
            let failure = try #require(await buy(from: openAI.provider(), into: store))
            #expect(failure.kind == expected.kind, "\(failure)")
            #expect(store.sends == 1)
            #expect(store.outputs.isEmpty)
            #expect(openAI.requests.count == 1)
            #expect(openAI.purchases == (expected.isBought ? 1 : 0))
            #expect(!failure.detail.contains("fox") && !failure.detail.contains("sk-"))
        }
    }

    @Test func `nobody listening means that nothing was bought`() async throws {
        try await OpenAISimulator.run { openAI in
            let provider = openAI.provider(baseURL: OpenAISimulator.deadURL)
            #expect(await buy(from: provider)?.kind == "retry")
        }
    }

    @Test func `a name that does not exist means that nothing was bought`() async throws {
        try await OpenAISimulator.run { openAI in
            let provider = openAI.provider(baseURL: "http://no-such-host.invalid/v1")
            #expect(await buy(from: provider)?.kind == "retry")
        }
    }

    @Test func `no TLS on the other side means that nothing was bought`() async throws {
        try await OpenAISimulator.run { openAI in
            let base = openAI.baseURL.replacing("http://", with: "https://")
            #expect(await buy(from: openAI.provider(baseURL: base))?.kind == "retry")
            #expect(openAI.purchases == 0)
        }
    }

    @Test func `a wrong key is a bad key, and is nowhere repeated`() async throws {
        try await OpenAISimulator.run { openAI in
            let failure = await buy(.forTest(key: "sk-proj-secret-9876"), from: openAI.provider())
            #expect(failure?.kind == "unavailable: bad_key")
            #expect("\(String(describing: failure))".contains("9876") == false)
        }
    }

    @Test(arguments: [nil, "", "sk-with\r\nnewline", "sk-mit-ü"])
    func `a key that cannot be one is not even sent`(key: String?) async throws {
        try await OpenAISimulator.run { openAI in
            let store = CollectingSink()
            let failure = await buy(.forTest(key: key), from: openAI.provider(), into: store)
            #expect(failure?.kind == "unavailable: bad_key")
            #expect(openAI.requests.isEmpty && store.sends == 0)
        }
    }

    @Test func `a model that was shut down is not there`() async throws {
        let december = CivilDate(year: 2026, month: 12, day: 1)
        try await OpenAISimulator.run(today: december) { openAI in
            let order = ProviderRequest.forTest(model: "gpt-image-1.5")
            #expect(await buy(order, from: openAI.provider())?.kind == "unavailable: no_such_model")
        }
        try await OpenAISimulator.run { openAI in
            let order = ProviderRequest.forTest(model: "gpt-image-1.5")
            #expect(await buy(order, from: openAI.provider()) == nil)
        }
    }

    @Test func `a bad parameter is refused in the provider's words`() async throws {
        try await OpenAISimulator.run { openAI in
            let order = ProviderRequest.forTest(input: ["prompt": "a fox", "size": "1000x1000"])
            let failure = await buy(order, from: openAI.provider())
            guard case .refused(let refusal, _) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(refusal.kind == .invalidInput && !refusal.isBilled)
            #expect(refusal.message == "Invalid size '1000x1000' for model 'gpt-image-2'.")
        }
    }

    @Test func `a blocked picture names its categories and may have been billed`() async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(.moderation(stage: "output", categories: ["violence", "self-harm"]))
            guard case .refused(let refusal, _) = await buy(from: openAI.provider()) else {
                Issue.record("not refused")
                return
            }
            #expect(refusal.isBilled)
            #expect(
                refusal.message == "The provider's safety system blocked the picture that was made "
                    + "(violence, self-harm)."
            )
        }
    }

    @Test(arguments: [SimulatorFault.noHeaders, .hang, .drip(milliseconds: 5)])
    func `an answer that does not come in time leaves the outcome open`(
        fault: SimulatorFault
    ) async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(fault)
            let store = CollectingSink()
            let provider = openAI.provider(readTimeout: .seconds(2))
            #expect(await buy(from: provider, into: store)?.kind == "uncertain: timeout")
            #expect(store.outputs.isEmpty)
            #expect(openAI.purchases == 1)
        }
    }

    @Test func `a slow answer within the time allowed is an answer`() async throws {
        try await OpenAISimulator.run { openAI in
            let order = ProviderRequest.forTest(input: ["prompt": "[fault slow 50] a fox"])
            #expect(await buy(order, from: openAI.provider()) == nil)
        }
    }

    @Test func `cancelling after the request left leaves the outcome open`() async throws {
        try await OpenAISimulator.run { openAI in
            openAI.always(.noHeaders)
            let provider = openAI.provider()
            let purchase = Task { await buy(from: provider) }
            while openAI.purchases == 0 { await Task.yield() }
            purchase.cancel()
            #expect(await purchase.value?.kind == "uncertain: cancelled")
        }
    }

    @Test func `cancelling before the request left is nothing bought`() async throws {
        try await OpenAISimulator.run { openAI in
            let provider = openAI.provider()
            let store = CollectingSink()
            let purchase = Task {
                while !Task.isCancelled { await Task.yield() }
                return await buy(from: provider, into: store)
            }
            purchase.cancel()
            #expect(await purchase.value?.kind == "retry")
            #expect(store.sends == 0 && openAI.requests.isEmpty)
        }
    }

    @Test func `nothing is sent when the sending cannot be recorded`() async throws {
        try await OpenAISimulator.run { openAI in
            let store = CollectingSink(refusesToSend: true)
            #expect(await buy(from: openAI.provider(), into: store)?.kind == "not sent")
            #expect(openAI.requests.isEmpty)
        }
    }

    @Test func `a disk and a memory that are full end the reading, which is no fault of OpenAI's`()
        async throws
    {
        try await OpenAISimulator.run { openAI in
            openAI.next(.big(bytes: 9_000_000))
            let store = CollectingSink(capacity: 1_000_000)
            #expect(await buy(from: openAI.provider(), into: store)?.kind == "not kept")
        }
    }

    @Test func `an input picture that is gone means that nothing was bought`() async throws {
        try await OpenAISimulator.run { openAI in
            let gone = InputFile(path: "/nonexistent/a.png", media: .png, bytes: 1_000)
            let failure = await buy(.forTest(images: [gone]), from: openAI.provider())
            #expect(failure?.kind == "not sent")
            #expect(openAI.purchases == 0)
        }
    }

    @Test func `an answer that is too large is not read to its end`() async throws {
        let openAI = try await OpenAISimulator.start()
        openAI.next(.big(bytes: 60_000_000))
        let store = CollectingSink()
        let provider = openAI.provider(largestAnswer: 8_000_000)
        let failure = await buy(from: provider, into: store)
        await openAI.stop()
        #expect(failure?.kind == "unusable")
        #expect(store.outputs.isEmpty)
        #expect(openAI.requests.first?.isAnswered == false)
    }

    @Test func `a picture that is too large is not kept`() async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(.big(bytes: 3_000_000))
            let store = CollectingSink()
            let provider = openAI.provider(largestPicture: 1_000_000)
            #expect(await buy(from: provider, into: store)?.kind == "unusable")
            #expect(store.outputs.isEmpty)
        }
    }
}

@Suite struct `When a part of an answer is good` {
    private let three = ProviderRequest.forTest(input: ["prompt": "a red fox", "n": 3])

    private func outputs(_ fault: SimulatorFault) async throws -> [Int] {
        try await OpenAISimulator.run { openAI in
            openAI.next(fault)
            let store = CollectingSink()
            let reply = try await openAI.provider().generate(three, into: store.sink)
            let indices = reply.outputs.map(\.index)
            #expect(store.outputs.keys.sorted() == indices)
            for index in indices {
                #expect(store.outputs[index]?.sha256 == openAI.pictures[index].sha256)
            }
            return indices
        }
    }

    @Test func `the pictures that are whole are delivered and the broken one is not`()
        async throws
    {
        #expect(try await outputs(.badBase64(index: 1)) == [0, 2])
        #expect(try await outputs(.badBase64(index: 0)) == [1, 2])
        #expect(try await outputs(.badBase64(index: 2)) == [0, 1])
    }

    @Test(arguments: [1, 2])
    func `what arrived whole before a cut was bought and is delivered`(count: Int) async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(.holdAfter(pictures: count))
            let store = CollectingSink()
            async let purchase = openAI.provider().generate(three, into: store.sink)
            while openAI.pictures.isEmpty { await Task.yield() }
            let last = openAI.pictures[count - 1].sha256
            while store.outputs[count - 1]?.sha256 != last { await Task.yield() }
            try await openAI.cutHeld()
            #expect(try await purchase.outputs.map(\.index) == Array(0..<count))
            #expect(store.outputs.keys.sorted() == Array(0..<count))
        }
    }

    @Test(arguments: [1, 2])
    func `what arrived whole before the time was up was bought and is delivered`(
        count: Int
    ) async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(.holdAfter(pictures: count))
            // Long enough for the pictures to come on a machine that is busy with everything else.
            let provider = openAI.provider(readTimeout: .seconds(10))
            let reply = try await provider.generate(three, into: CollectingSink().sink)
            #expect(reply.outputs.map(\.index) == Array(0..<count))
        }
    }

    @Test func `garbage after the end harms nothing`() async throws {
        #expect(try await outputs(.trailingGarbage) == [0, 1, 2])
    }

    @Test func `bytes beyond the announced length harm nothing, now or later`() async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(.extraBody)
            for _ in 0..<3 {
                let reply = try await openAI.provider().generate(three, into: CollectingSink().sink)
                #expect(reply.outputs.count == 3)
            }
        }
    }

    @Test(arguments: [SimulatorFault.wrongType, .garbage, .truncatedPicture])
    func `what is in a picture is for its reader to judge`(fault: SimulatorFault) async throws {
        #expect(try await outputs(fault) == [0, 1, 2])
    }
}
