import Domain
import Providers
import TestKit
import Testing

@Suite struct `Understanding other dialects` {
    private func buy(
        _ fault: SimulatorFault,
        partials: Int? = nil,
        largestAnswer: Int = 150 << 20,
        check: (ProviderResponse, CollectingSink, OpenAISimulator) throws -> Void
    ) async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(fault)
            let store = CollectingSink()
            let order = ProviderRequest.forTest(partials: partials)
            let provider = openAI.provider(largestAnswer: largestAnswer)
            let reply = try await provider.generate(order, into: store.sink)
            #expect(reply.outputs.map(\.index) == [0])
            #expect(store.outputs[0]?.sha256 == openAI.pictures[0].sha256)
            try check(reply, store, openAI)
        }
    }

    @Test(
        arguments: StreamDialect.allCases.map { Set([$0]) } + [
            Set(StreamDialect.allCases), [.nameless, .done, .noLastBlankLine],
        ]
    )
    func `a stream is read however it is written`(_ dialect: Set<StreamDialect>) async throws {
        try await buy(.dialect(dialect), partials: 2) { reply, store, openAI in
            #expect(store.shown.map(\.index) == [0, 1])
            #expect(Set(store.partials.keys) == [0, 1])
            #expect(reply.flaw == nil)
            let usage = try JSONValue.parse(reply.usage ?? "")
            #expect(usage["total_tokens"] == 1_091)
        }
    }

    @Test(arguments: Packing.allCases)
    func `an answer that was packed without being asked is unpacked`(
        _ form: Packing
    ) async throws {
        for partials in [nil, 1] {
            try await buy(.packed(form), partials: partials) { reply, store, _ in
                #expect(reply.flaw == nil)
                #expect(store.shown.count == partials ?? 0)
            }
        }
    }

    @Test func `an answer that only says it is packed is read as it is`() async throws {
        for encoding in ["gzip", "deflate", "identity", "x-gzip"] {
            try await buy(.announced(encoding: encoding)) { reply, _, _ in
                #expect(reply.flaw == nil)
            }
        }
    }

    /// In a process of its own, for the memory that is measured is the process's.
    @Test func `what unpacks to more than an answer may have is not unpacked`() async {
        await #expect(processExitsWith: .success) {
            try await OpenAISimulator.run { openAI in
                openAI.next(.bomb(blanks: 40_000_000))
                let failure = await #expect(throws: ProviderFailure.self) {
                    try await openAI.provider(largestAnswer: 1_000_000)
                        .generate(.forTest(), into: CollectingSink().sink)
                }
                #expect(failure?.kind == "unusable")
                #expect(failure?.detail.contains("larger than allowed") == true)
            }
        }
    }

    @Test func `a packed refusal is the refusal it is`() async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(.moderation(stage: "input", categories: ["sexual"]))
            let failure = await #expect(throws: ProviderFailure.self) {
                try await openAI.provider().generate(.forTest(), into: CollectingSink().sink)
            }
            #expect(failure?.kind == "refused: moderatedInput")
        }
    }

    @Test func `JSON behind a mark and under a stream's type is JSON`() async throws {
        try await buy(.marked) { reply, _, _ in #expect(reply.flaw == nil) }
    }

    @Test func `usage is whole counts or nothing`() async throws {
        try await buy(.oddUsage) { reply, _, _ in
            let usage = try JSONValue.parse(reply.usage ?? "")
            #expect(
                usage == [
                    "input_tokens": 13, "output_tokens": 7, "total_tokens": 100,
                    "input_tokens_details": ["text_tokens": 1],
                ]
            )
        }
    }

    @Test func `what is broken behind a whole image is sold, and said to the operator`()
        async throws
    {
        try await buy(.brokenAfterPictures) { reply, _, _ in
            #expect(reply.flaw?.contains("malformed") == true)
        }
        try await buy(.brokenAfterPictures, partials: 1) { reply, store, _ in
            #expect(reply.flaw == nil, "A stream ends otherwise.")
            #expect(store.shown.count == 1)
        }
        try await buy(.trailingGarbage) { reply, _, _ in
            #expect(reply.flaw?.contains("malformed") == true)
        }
    }
}
