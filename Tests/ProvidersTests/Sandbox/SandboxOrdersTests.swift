import Crypto
import Domain
import Drawing
import Testing

@testable import Providers

@Suite struct SandboxOrders {
    let house = SandboxHouse()

    @Test func `an order gives its pictures in the sink`() async throws {
        let sink = SandboxSink()
        let (reply, outputs) = try await house.buy(
            .sandbox("Fox", ["n": 3, "seed": 7]),
            into: sink
        )
        #expect(reply.outputs.map(\.index) == [0, 1, 2])
        #expect(outputs.values.allSatisfy { PNGFile($0) != nil })
        #expect(Set(outputs.values).count == 3)
        #expect(sink.timesSent == 1)
        #expect(reply.resolvedSize == "64x64")
        #expect(reply.cost == MicroUSD(0))
        #expect(reply.seed == 7)
    }

    @Test func `each output has the seed of the one before and one more`() async throws {
        let three = try await house.buy(.sandbox("Fox", ["n": 3, "seed": 7])).outputs
        let last = try await house.buy(.sandbox("Fox", ["seed": 9])).outputs
        #expect(three[2] == last[0])
    }

    @Test func `without a seed the task decides it`() async throws {
        let one = try await house.buy(.sandbox("Fox", task: "task_a"))
        let again = try await house.buy(.sandbox("Fox", attempt: 2, task: "task_a"))
        let other = try await house.buy(.sandbox("Fox", task: "task_b"))
        #expect(one.reply.seed == again.reply.seed)
        #expect(one.outputs == again.outputs)
        #expect(one.reply.seed != other.reply.seed)
    }

    @Test func `a size that is not asked for is 1024 square`() async throws {
        for size: JSONValue in [.null, "auto"] {
            let (reply, outputs) = try await house.buy(.sandbox("Fox", ["size": size]))
            #expect(reply.resolvedSize == "1024x1024")
            #expect(PNGFile(outputs[0] ?? [])?.width == 1_024)
        }
    }

    @Test func `format, background and quality are taken from the input`() async throws {
        let (reply, outputs) = try await house.buy(
            .sandbox(
                "Fox",
                ["output_format": "webp", "background": "transparent", "quality": "high"]
            )
        )
        #expect(MediaType.sniff(outputs[0] ?? []) == .webp)
        #expect(reply.resolvedQuality == "high")
    }

    @Test func `what the route fixes wins over the input`() async throws {
        let (reply, outputs) = try await house.buy(
            .sandbox(
                "Fox",
                parameters: ["quality": "low", "output_format": "jpeg"],
                ["quality": "max"]
            )
        )
        #expect(reply.resolvedQuality == "low")
        #expect(MediaType.sniff(outputs[0] ?? []) == .jpeg)
    }

    @Test(
        arguments: [
            ["size": "10x10"], ["size": "4000x4000"], ["size": "big"], ["size": "-64x64"],
            ["output_format": "gif"], ["output_compression": 101], ["n": 0], ["n": 11],
            ["background": "transparent", "output_format": "jpeg"],
        ] as [[String: JSONValue]]
    )
    func `input that cannot be drawn is refused before anything is sent`(
        input: [String: JSONValue]
    ) async throws {
        let sink = SandboxSink()
        do {
            _ = try await house.buy(.sandbox("Fox", input), into: sink)
            Issue.record("it was drawn")
        } catch let failure as ProviderFailure {
            guard case .refused(let refusal, _) = failure else {
                Issue.record("\(failure)")
                return
            }
            #expect(refusal.kind == .invalidInput)
        }
        #expect(sink.timesSent == 0)
    }

    @Test func `a stand-in says whose place it takes`() throws {
        let order = try SandboxOrder(
            .sandbox(
                "Fox",
                model: "gpt-image-2",
                standsInFor: "openai-gpt-image-2-high",
                ["seed": 4]
            )
        )
        let picture = order.picture(1, withNotes: true)
        #expect(picture.caption == "stands in for openai-gpt-image-2-high  ·  seed 5")
        #expect(
            picture.notes.map(\.text) == [
                "AI Generate Sandbox", "Fox", "5", "openai-gpt-image-2-high",
            ]
        )
        #expect(order.picture(0, withNotes: false).notes.isEmpty)
    }

    @Test func `a picture carries its prompt and seed`() async throws {
        let outputs = try await house.buy(.sandbox("狐狸", ["seed": 3])).outputs
        let notes = PNGFile(outputs[0] ?? [])?.notes
        #expect(notes?["prompt"] == "狐狸")
        #expect(notes?["seed"] == "3")
        #expect(notes?["model"] == "sandbox-instant")
        #expect(notes?["Software"] == "AI Generate Sandbox")
    }

    @Test func `an input picture that cannot be read is named`() async throws {
        let image = InputFile(path: "/nonexistent.png", media: .png, bytes: 1)
        let failure = await house.failure(of: .sandbox("Fox", images: [image]))
        guard case .refused(let refusal, _) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(refusal.kind == .invalidInput)
        #expect(refusal.message.hasPrefix("Input picture 1 cannot be read"))
    }

    @Test func `the same order again costs no drawing`() async throws {
        let first = try await house.buy(.sandbox("Fox", ["seed": 1])).outputs
        // Whoever draws now must start a new child first.
        house.killChildren()
        #expect(try await house.buy(.sandbox("Fox", ["seed": 1])).outputs == first)
        #expect(house.events.all.count == 1)
        _ = try await house.buy(.sandbox("Fox", ["seed": 2]))
        #expect(house.events.all.count == 3)
    }

    @Test func `nothing is drawn when the purchase cannot be recorded`() async throws {
        let sink = SandboxSink(refusesToSend: true)
        await #expect(throws: ProviderFailure.self) {
            try await house.buy(.sandbox("Fox"), into: sink)
        }
        #expect(sink.outputs.isEmpty)
        #expect(house.studio.children.isEmpty)
    }

    @Test func `an output that cannot be kept is unusable`() async throws {
        do {
            _ = try await house.buy(.sandbox("Fox"), into: SandboxSink(isFull: true))
            Issue.record("it was kept")
        } catch let failure as ProviderFailure {
            guard case .unusable = failure else {
                Issue.record("\(failure)")
                return
            }
        }
    }

    @Test func `a host without the libraries says which packages help`() async throws {
        let bare = SandboxHouse(.ours(["--library", "pango=/nonexistent.so"]))
        let failure = await bare.failure(of: .sandbox("Fox"))
        guard case .unavailable(.notInstalled, let detail) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(detail.contains("pango"))
        #expect(detail.contains("libpangocairo-1.0-0"))
        await #expect(throws: ProviderFailure.self) { try await bare.sandbox.test(key: nil) }
    }

    @Test func `its test names the formats`() async throws {
        let text = try await house.sandbox.test(key: nil)
        #expect(text.hasPrefix("draws png, jpeg, webp"))
    }
}

@Suite struct KeepingDrawnPictures {
    private func picture(_ seed: Int64, images: [String] = []) -> PictureRequest {
        PictureRequest(prompt: "", width: 1, height: 1, seed: seed, images: images)
    }

    @Test func `the picture not asked for the longest is forgotten first`() {
        let drawn = DrawnPictures(limit: 4 * 600)
        for seed: Int64 in 1...4 { drawn.keep(Array(repeating: 0, count: 88), of: picture(seed)) }
        #expect(drawn.bytes(of: picture(1)) != nil)
        drawn.keep(Array(repeating: 0, count: 88), of: picture(5))
        #expect(drawn.bytes(of: picture(2)) == nil)
        #expect(drawn.bytes(of: picture(1)) != nil)
        #expect(drawn.bytes(of: picture(5)) != nil)
    }

    @Test func `one huge picture does not push out the others`() {
        let drawn = DrawnPictures(limit: 4 * 600)
        drawn.keep(Array(repeating: 0, count: 88), of: picture(1))
        drawn.keep(Array(repeating: 0, count: 89), of: picture(2))
        #expect(drawn.bytes(of: picture(1)) != nil)
        #expect(drawn.bytes(of: picture(2)) == nil)
    }

    @Test func `edits are not kept, because their files may change`() {
        let drawn = DrawnPictures(limit: 4 * 600)
        drawn.keep([1], of: picture(1, images: ["/tmp/a"]))
        #expect(drawn.bytes(of: picture(1, images: ["/tmp/a"])) == nil)
    }
}
