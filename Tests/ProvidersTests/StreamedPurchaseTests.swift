import Domain
import Foundation
import Providers
import TestKit
import Testing

@Suite struct `Buying from OpenAI while somebody watches` {
    private func order(
        _ prompt: String = "a red fox",
        partials: Int? = 2,
        n: Int64 = 1
    )
        -> ProviderRequest
    {
        .forTest(input: ["prompt": .string(prompt), "n": .int(n)], partials: partials)
    }

    @Test(arguments: 0...3)
    func `shows what is half done, and keeps the very bytes of the whole`(
        partials: Int
    )
        async throws
    {
        try await OpenAISimulator.run { openAI in
            let store = CollectingSink()
            let reply = try await openAI.provider().generate(
                order(partials: partials),
                into: store.sink
            )

            #expect(reply.outputs.map(\.index) == [0])
            #expect(store.outputs[0]?.sha256 == openAI.pictures.first?.sha256)
            #expect(store.shown.map(\.index) == Array(0..<partials))
            #expect(Set(store.partials.keys) == Set(0..<partials))
            #expect(store.shown.allSatisfy { $0.size == "1024x1024" })
            #expect(reply.resolvedSize == "1024x1024")
            #expect(try JSONValue.parse(reply.usage ?? "")["total_tokens"] == 1_091)
            let request = try #require(openAI.requests.first)
            #expect(request.fields["stream"] == true)
            #expect(
                request.fields["partial_images"]?.intValue
                    == (partials == 0 ? nil : Int64(partials))
            )
        }
    }

    @Test func `edits stream too`() async throws {
        try await OpenAISimulator.run { openAI in
            let folder = try TestFolder()
            let picture = TestPicture.make(.png, width: 64, height: 64, seed: 1)
            let file = try folder.keep(picture)
            let store = CollectingSink()
            let order = ProviderRequest.forTest(
                input: ["prompt": "a hat"],
                images: [file],
                partials: 1
            )
            _ = try await openAI.provider().generate(order, into: store.sink)

            #expect(openAI.requests.first?.path == "/v1/images/edits")
            #expect(store.shown.count == 1)
            #expect(store.outputs[0]?.sha256 == openAI.pictures.first?.sha256)
        }
    }

    @Test func `several pictures at once, or nobody watching, is asked for without a stream`()
        async throws
    {
        try await OpenAISimulator.run { openAI in
            let store = CollectingSink()
            let both = try await openAI.provider().generate(order(n: 2), into: store.sink)
            _ = try await openAI.provider().generate(
                order(partials: nil),
                into: CollectingSink().sink
            )

            #expect(both.outputs.count == 2)
            #expect(store.shown.isEmpty)
            #expect(openAI.requests.allSatisfy { $0.fields["stream"] == nil })
        }
    }

    @Test func `a half-done picture that is none is not shown, and the whole one is sold`()
        async throws
    {
        try await OpenAISimulator.run { openAI in
            openAI.next(.badBase64(index: 0))
            let store = CollectingSink()
            let reply = try await openAI.provider().generate(order(), into: store.sink)

            #expect(reply.outputs.count == 1)
            #expect(store.shown.map(\.index) == [0])
            #expect(store.outputs[0]?.sha256 == openAI.pictures.first?.sha256)
        }
    }

    @Test func `a refusal in the middle is the refusal it would be at the start`() async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(
                .errorInStream(type: "image_generation_user_error", code: "moderation_blocked")
            )
            let store = CollectingSink()
            let failure = await #expect(throws: ProviderFailure.self) {
                try await openAI.provider().generate(order(), into: store.sink)
            }
            #expect(failure?.kind == "refused: moderatedInput")
            #expect(store.shown.count == 2)
            #expect(store.outputs.isEmpty)
        }
    }

    @Test func `an error of the provider in the middle counts as bought and gives nothing`()
        async throws
    {
        try await OpenAISimulator.run { openAI in
            openAI.next(.errorInStream(type: "server_error", code: nil))
            let failure = await #expect(throws: ProviderFailure.self) {
                try await openAI.provider().generate(order(), into: CollectingSink().sink)
            }
            #expect(failure?.kind.hasPrefix("unusable") == true)
        }
    }

    @Test(arguments: [SimulatorFault.cut(reset: true), .cutAfter(pictures: 2)])
    func `a stream that breaks off before the whole picture is uncertain`(
        fault: SimulatorFault
    )
        async throws
    {
        try await OpenAISimulator.run { openAI in
            openAI.next(fault)
            let store = CollectingSink()
            let failure = await #expect(throws: ProviderFailure.self) {
                try await openAI.provider().generate(order(), into: store.sink)
            }
            #expect(failure?.kind.hasPrefix("uncertain") == true)
            #expect(store.outputs.isEmpty)
        }
    }
}
