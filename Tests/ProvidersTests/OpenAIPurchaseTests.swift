import Domain
import Foundation
import Providers
import Testing
import TestKit

@Suite struct `Buying from OpenAI` {
    @Test(arguments: [("png", MediaType.png), ("jpeg", .jpeg), ("webp", .webp)])
    func `gives the very bytes that were sold`(format: String, media: MediaType) async throws {
        try await OpenAISimulator.run { openAI in
            let store = CollectingSink()
            let order = ProviderRequest.forTest(input: [
                "prompt": "a red fox", "size": "1536x1024", "n": 3,
                "output_format": .string(format),
            ])
            let reply = try await openAI.provider().generate(order, into: store.sink)

            #expect(reply.outputs.map(\.index) == [0, 1, 2])
            #expect(store.sends == 1)
            #expect(openAI.purchases == 1)
            for (index, sold) in openAI.pictures.enumerated() {
                let output = try #require(store.outputs[index])
                #expect(output.sha256 == sold.sha256)
                #expect(output.byteCount == sold.byteCount)
                let facts = try output.inspection.finish()
                #expect(facts == ImageFacts(media: media, width: 1_536, height: 1_024))
            }
            #expect(Set(store.outputs.values.map(\.sha256)).count == 3)
        }
    }

    @Test func `tells the request's id, the usage and what auto became`() async throws {
        try await OpenAISimulator.run { openAI in
            let order = ProviderRequest.forTest(parameters: [:], input: ["prompt": "a fox"])
            let reply = try await openAI.provider().generate(order, into: CollectingSink().sink)

            #expect(reply.requestID == "req_sim_1")
            #expect(reply.resolvedSize == "1024x1024")
            #expect(reply.resolvedQuality == "high")
            let usage = try JSONValue.parse(reply.usage ?? "")
            #expect(usage["total_tokens"] == 1_091)
            #expect(usage["input_tokens_details"]?["text_tokens"] == 50)
        }
    }

    @Test func `sends what the route fixes over what the customer says, and the key once`()
        async throws
    {
        try await OpenAISimulator.run { openAI in
            let order = ProviderRequest.forTest(
                parameters: ["quality": "medium"],
                input: [
                    "prompt": "ein Fuchs im Schnee 🦊", "quality": "high", "size": "2048x1152",
                    "seed": 7, "response_format": "url", "input_fidelity": "high", "user": nil,
                ]
            )
            _ = try await openAI.provider().generate(order, into: CollectingSink().sink)

            let request = try #require(openAI.requests.first)
            #expect(request.path == "/v1/images/generations")
            #expect(
                request.fields == [
                    "model": "gpt-image-2", "prompt": "ein Fuchs im Schnee 🦊",
                    "quality": "medium", "size": "2048x1152",
                ]
            )
            let names = Set(request.headers.map { $0.name.lowercased() })
            #expect(
                names == [
                    "host", "user-agent", "accept", "accept-encoding", "authorization",
                    "content-type", "content-length",
                ]
            )
            #expect(request.header("Accept-Encoding") == "identity")
        }
    }

    @Test func `edits sixteen pictures under a mask`() async throws {
        let folder = try TestFolder()
        let pictures = (0..<16).map { index in
            TestPicture.make(
                index % 3 == 0 ? .png : index % 3 == 1 ? .jpeg : .webp,
                width: 640,
                height: 480 + 16 * index,
                seed: UInt32(index)
            )
        }
        let mask = TestPicture.make(.png, width: 640, height: 480, seed: 99)
        let order = ProviderRequest.forTest(
            model: "gpt-image-1.5",
            parameters: ["quality": "high", "moderation": "low"],
            input: [
                "prompt": "put them\r\n--all-- in \"one\" frame", "n": 2, "size": "1024x1536",
                "input_fidelity": "high",
            ],
            images: try pictures.map(folder.keep),
            mask: try folder.keep(mask)
        )
        try await OpenAISimulator.run { openAI in
            let reply = try await openAI.provider().generate(order, into: CollectingSink().sink)
            #expect(reply.outputs.count == 2)

            let request = try #require(openAI.requests.first)
            #expect(request.path == "/v1/images/edits")
            #expect(
                request.fields == [
                    "model": "gpt-image-1.5", "prompt": "put them\r\n--all-- in \"one\" frame",
                    "n": "2", "size": "1024x1536", "quality": "high", "input_fidelity": "high",
                ]
            )
            #expect(request.files.map(\.field) == Array(repeating: "image[]", count: 16) + ["mask"])
            #expect(request.files.map(\.bytes) == (pictures + [mask]).map(\.bytes))
            #expect(request.files[1].name == "image-2.jpg")
            #expect(request.files[1].contentType == "image/jpeg")
        }
    }

    @Test func `edits one picture, large enough to come in many reads`() async throws {
        let folder = try TestFolder()
        let picture = TestPicture.bulky(byteCount: 3_000_000, width: 800, height: 600, seed: 5)
        try await OpenAISimulator.run { openAI in
            let order = ProviderRequest.forTest(
                model: "gpt-image-2.5-flare",
                parameters: ["quality": "xhigh"],
                input: ["prompt": "more snow", "input_fidelity": "high"],
                images: [try folder.keep(picture)]
            )
            _ = try await openAI.provider().generate(order, into: CollectingSink().sink)
            let request = try #require(openAI.requests.first)
            #expect(request.files.map(\.field) == ["image"])
            #expect(request.files.first?.bytes == picture.bytes)
            #expect(request.fields["input_fidelity"] == nil)
        }
    }

    @Test func `understands an answer that is laid out as nobody would`() async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(.oddLayout)
            let store = CollectingSink()
            let order = ProviderRequest.forTest(input: ["prompt": "a fox", "n": 2])
            let reply = try await openAI.provider().generate(order, into: store.sink)
            #expect(reply.outputs.map(\.revisedPrompt) == ["fox \"0\"", "fox \"1\""])
            #expect(reply.resolvedSize == "1024x1024")
            #expect(store.outputs[0]?.sha256 == openAI.pictures[0].sha256)
            #expect(store.outputs[1]?.sha256 == openAI.pictures[1].sha256)
        }
    }

    /// In a process of its own, for the memory that is measured is the process's.
    @Test func `takes an answer of 60 MB without holding it`() async {
        await #expect(processExitsWith: .success) {
            try await OpenAISimulator.run { openAI in
                _ = try await openAI.provider().generate(.forTest(), into: CollectingSink().sink)
                let before = try ResidentMemory.bytes()
                openAI.next(.big(bytes: 45_000_000))
                let store = CollectingSink()
                let reply = try await openAI.provider().generate(.forTest(), into: store.sink)
                #expect(reply.outputs.count == 1)
                #expect(store.outputs[0]?.sha256 == openAI.pictures[1].sha256)
                #expect((store.outputs[0]?.byteCount ?? 0) > 44_900_000)
                #expect(try ResidentMemory.bytes() - before < 40_000_000)
            }
        }
    }

    @Test func `leaves more pictures than asked for where they are`() async throws {
        try await OpenAISimulator.run { openAI in
            openAI.next(.tooMany)
            let store = CollectingSink()
            let reply = try await openAI.provider().generate(.forTest(), into: store.sink)
            #expect(reply.outputs.map(\.index) == [0])
            #expect(store.outputs.count == 1)
        }
    }
}

enum ResidentMemory {
    static func bytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        let pages = try #require(Int(status.split(separator: " ")[1]))
        return pages * 4_096
    }
}

@Suite struct `Testing a key` {
    @Test func `says how many models it sees`() async throws {
        try await OpenAISimulator.run { openAI in
            let verdict = try await openAI.provider().test(key: Secret(OpenAISimulator.key))
            #expect(verdict == "the key works, 11 models visible, gpt-image-2 among them")
            #expect(openAI.requests.first?.method == "GET")
            #expect(openAI.purchases == 0)
        }
    }

    @Test func `says why it does not work, without repeating it`() async throws {
        try await OpenAISimulator.run { openAI in
            let provider = openAI.provider()
            await #expect(
                throws: ProviderFailure.unavailable(
                    .badKey,
                    detail: "HTTP 401 invalid_api_key, invalid_request_error, request req_sim_1"
                )
            ) { try await provider.test(key: Secret("sk-wrong-1234567890")) }
            await #expect(throws: ProviderFailure.unavailable(.badKey, detail: "no key is set")) {
                try await provider.test(key: nil)
            }
        }
    }

    @Test func `that cannot reach anybody may be tried again`() async throws {
        try await OpenAISimulator.run { openAI in
            let provider = openAI.provider(baseURL: OpenAISimulator.deadURL)
            let failure = await #expect(throws: ProviderFailure.self) {
                try await provider.test(key: Secret(OpenAISimulator.key))
            }
            #expect(failure?.kind == "retry")
        }
    }
}
