import Domain
import Testing

@testable import Providers

@Suite struct SandboxEndings {
    let house = SandboxHouse()

    @Test func `refuse is a final no to the prompt`() async throws {
        let failure = await house.failure(of: .sandbox("a fox !refuse"))
        guard case .refused(let refusal, _) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(refusal.kind == .moderatedInput)
        #expect(!refusal.isBilled)
    }

    @Test func `fail is an answer that cannot be used`() async throws {
        #expect(
            await house.failure(of: .sandbox("!fail")) == .unusable(detail: "the prompt says !fail")
        )
    }

    @Test func `timeout is told after five seconds`() async throws {
        let failure = await house.failure(of: .sandbox("!timeout"))
        #expect(failure == .uncertain(.timeout, detail: "the prompt says !timeout"))
        #expect(house.sleeps.all == [.seconds(5)])
    }

    @Test func `429 asks for two seconds of patience`() async throws {
        let failure = await house.failure(of: .sandbox("!429"))
        #expect(failure == .retry(after: .seconds(2), detail: "the prompt says !429"))
    }

    @Test func `slow takes as long as it says and then draws`() async throws {
        let outputs = try await house.buy(.sandbox("a fox !slow 20, please")).outputs
        #expect(outputs.count == 1)
        #expect(house.sleeps.all == [.seconds(20)])
    }

    @Test func `slow goes together with an ending`() async throws {
        let failure = await house.failure(of: .sandbox("!slow 3 !fail"))
        #expect(failure == .unusable(detail: "the prompt says !fail"))
        #expect(house.sleeps.all == [.seconds(3)])
    }

    @Test func `partial leaves out the last picture`() async throws {
        let (reply, outputs) = try await house.buy(.sandbox("!partial", ["n": 4]))
        #expect(reply.outputs.map(\.index) == [0, 1, 2])
        #expect(Set(outputs.keys) == [0, 1, 2])
    }

    @Test func `partial of one picture leaves nothing to use`() async throws {
        guard case .unusable = await house.failure(of: .sandbox("!partial")) else {
            Issue.record("it was delivered")
            return
        }
    }

    @Test(arguments: ["!refuse", "!fail", "!timeout", "!429"])
    func `a word acts on the first attempt, written twice on every one`(word: String) async throws {
        #expect(await house.failure(of: .sandbox("a fox \(word)")) != nil)
        #expect(await house.failure(of: .sandbox("a fox \(word)", attempt: 2)) == nil)
        #expect(await house.failure(of: .sandbox("\(word) a fox \(word)", attempt: 2)) != nil)
    }

    @Test func `instant never waits`() async throws {
        _ = try await house.buy(.sandbox("Fox"))
        #expect(house.sleeps.all.isEmpty)
    }

    @Test func `slow takes eight seconds`() async throws {
        _ = try await house.buy(.sandbox("Fox", model: "sandbox-slow"))
        #expect(house.sleeps.all == [.seconds(8)])
    }

    @Test func `a wait that is cancelled leaves the outcome open`() async throws {
        let cancelled = SandboxHouse(sleep: { _ in throw CancellationError() })
        let failure = await cancelled.failure(of: .sandbox("Fox", model: "sandbox-slow"))
        guard case .uncertain(.cancelled, _) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(cancelled.studio.children.isEmpty)
    }

    /// Worked out with another program, on the digest as one 256-bit number.
    @Test(
        arguments: [
            ("Fox", 1, 1, true),
            ("Fox", 1, 2, true),
            ("Fox", 1, 3, true),
            ("Fox", 2, 1, true),
            ("Fox", 3, 1, true),
            ("Fox", 4, 1, false),
            ("Fox", 5, 1, true),
            ("狐狸", 1, 1, true),
            ("狐狸", -7, 1, true),
            ("狐狸", -7, 2, true),
        ] as [(String, Int64, Int, Bool)]
    )
    func `flaky fails where the digest is divisible by three`(
        prompt: String,
        seed: Int64,
        attempt: Int,
        holds: Bool
    ) async throws {
        let order = ProviderRequest.sandbox(
            prompt,
            model: "sandbox-flaky",
            attempt: attempt,
            ["seed": .int(seed)]
        )
        let failure = await house.failure(of: order)
        #expect((failure == nil) == holds)
        if let failure {
            guard case .retry = failure else {
                Issue.record("\(failure)")
                return
            }
        }
    }

    @Test func `flaky fails about every third time`() {
        let kept = (0..<3_000).count { Sandbox.holds(prompt: "Fox", seed: Int64($0), attempt: 1) }
        #expect((1_900...2_100).contains(kept))
    }
}

@Suite struct ReadingMagicWords {
    @Test(arguments: [
        "!refuse", "a fox !refuse", "a fox (!refuse).", "“!refuse”", "one\n!refuse\ntwo",
        "!refuse!",
    ])
    func `a word is found between blanks and punctuation`(prompt: String) {
        #expect(MagicWords(in: prompt, attempt: 1).ending == .refuse)
    }

    @Test(arguments: ["refuse", "!refused", "a!refuse", "! refuse", "!Refuse", "!!refuse", ""])
    func `anything else is not a word`(prompt: String) {
        #expect(MagicWords(in: prompt, attempt: 1).ending == nil)
    }

    @Test(arguments: [
        ("!slow 20", 20), ("!slow 0", 0), ("!slow 600", 600), ("!slow 99999", 600),
        ("fox !slow 5, red", 5),
    ])
    func `slow has a number of seconds up to 600`(prompt: String, seconds: Int) {
        #expect(MagicWords(in: prompt, attempt: 1).delay == .seconds(seconds))
    }

    @Test(arguments: ["!slow", "!slow down", "!slow -3", "slow 20"])
    func `slow without a number does nothing`(prompt: String) {
        #expect(MagicWords(in: prompt, attempt: 1).delay == nil)
    }

    @Test func `of two endings the first in the table acts`() {
        #expect(MagicWords(in: "!429 !refuse", attempt: 1).ending == .refuse)
        #expect(MagicWords(in: "!429 !429 !refuse", attempt: 2).ending == .tooMany)
    }
}
