import AIGenerateClient
import Foundation
import TestKit
import Testing

@Suite struct Generating {
    private static let create = "/api/v1/jobs/createTask"

    @Test func `the picture is saved, its name on stdout and all else on stderr`() async throws {
        try await generate(["a red fox", "-o", "fox.png"]) { ending, shop, folder in
            #expect(ending.code == 0)
            #expect(ending.text == "fox.png\n")
            #expect(
                ending.errors == """
                    openai-gpt-image-2-5-flare-text-to-image-medium · est. 4.00 cr ($0.0280)
                    fox.png  1024×1536  13 bytes  seed 4211  4.00 cr  balance $10.0000

                    """
            )
            let picture = try Data(contentsOf: folder.appending(component: "fox.png"))
            #expect(picture == Data("first picture".utf8))
            #expect(shop.taskCount == 1)
        }
    }

    @Test func `several pictures are numbered`() async throws {
        let script = StandInShop.Script(outputs: [Data("one".utf8), Data("two".utf8)])
        let arguments = ["fox", "-n", "2", "-o", "fox.png", "--quiet"]
        try await generate(arguments, script: script) { ending, shop, folder in
            #expect(ending.code == 0)
            #expect(ending.text == "fox-1.png\nfox-2.png\n")
            #expect(ending.errors.isEmpty)
            #expect(pictures(in: folder) == ["fox-1.png", "fox-2.png"])
            let body = try #require(shop.requests(Self.create).first).body
            #expect(try JSONDecoder().decode(JSON.self, from: body)["input"]?["n"] == 2)
        }
    }

    @Test func `without a name the file is called after the task`() async throws {
        try await generate(["fox"]) { ending, _, folder in
            #expect(ending.text == "task_1_4211.png\n")
            #expect(pictures(in: folder) == ["task_1_4211.png"])
        }
    }

    @Test func `a dash sends the bytes to stdout and nothing else`() async throws {
        try await generate(["fox", "-o", "-"]) { ending, _, folder in
            #expect(ending.code == 0)
            #expect(ending.output == Data("first picture".utf8))
            #expect(pictures(in: folder).isEmpty)
        }
    }

    @Test func `json is one object`() async throws {
        try await generate(["fox", "-o", "fox.png", "--json"]) { ending, _, _ in
            #expect(ending.code == 0)
            let report = try JSONDecoder().decode(JSON.self, from: ending.output)
            #expect(report["taskId"] == "task_1")
            #expect(report["state"] == "success")
            #expect(report["usdConsumed"] == 0.028)
            #expect(report["files"]?.arrayValue?.first?["path"] == "fox.png")
        }
    }

    @Test func `a dry run says the price and orders nothing`() async throws {
        try await generate(["fox", "--dry-run", "--model", "m"]) { ending, shop, _ in
            #expect(ending.code == 0)
            #expect(ending.text == "m  4.00 cr ($0.0280)\n")
            #expect(shop.taskCount == 0)
        }
    }

    @Test func `the prompt is read from stdin, the model from the environment`() async throws {
        try await generate(
            ["-", "--image", "https://h/ref.png", "--size", "1024x1024", "--seed", "5"],
            environment: ["AIGENERATE_MODEL": "sandbox-instant"],
            input: "a red fox\n"
        ) { ending, shop, _ in
            #expect(ending.code == 0)
            let body = try #require(shop.requests(Self.create).first).body
            let order = try JSONDecoder().decode(JSON.self, from: body)
            #expect(order["model"] == "sandbox-instant")
            #expect(
                order["input"] == [
                    "prompt": "a red fox", "size": "1024x1024", "seed": 5,
                    "image_urls": ["https://h/ref.png"],
                ]
            )
        }
    }

    @Test func `a small local image is sent along, to the variant that takes one`() async throws {
        try await inFolder { folder in
            let file = folder.appending(component: "ref.png")
            let picture = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3, 4])
            try picture.write(to: file)
            let path = file.path(percentEncoded: false)
            try await generate(["fox", "--image", path]) { ending, shop, _ in
                #expect(ending.code == 0)
                let body = try #require(shop.requests(Self.create).first).body
                let order = try JSONDecoder().decode(JSON.self, from: body)
                #expect(order["model"] == "openai-gpt-image-2-5-flare-image-to-image-medium")
                let link = "data:image/png;base64,\(picture.base64EncodedString())"
                #expect(order["input"]?["image_urls"] == [.string(link)])
            }
        }
    }
}
