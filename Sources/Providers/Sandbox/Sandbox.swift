import Crypto
package import Domain
import Drawing

/// The provider that is always there: it draws pictures that show the prompt, costs nothing, needs
/// no key and no network, and can be made to fail on purpose (see `MagicWords`).
///
/// `sandbox-instant` draws at once, `sandbox-slow` takes eight seconds, `sandbox-flaky` fails every
/// third time. Under any other model name it stands in for the variant in `order.standsInFor`.
package struct Sandbox: DirectProvider {
    package let name = "sandbox"
    package let traits: ProviderTraits
    private let studio: DrawingStudio
    private let hasNotes: Bool
    private let drawn: DrawnPictures
    private let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameters:
    ///   - studio: Where its pictures are drawn.
    ///   - concurrency: Orders at the same time.
    ///   - writesMetadata: Puts prompt, seed and model into PNG files.
    ///   - memory: Bytes of pictures that are kept for the same order again.
    ///   - sleep: Waits, and throws when the calling task is cancelled.
    package init(
        studio: DrawingStudio,
        concurrency: Int = 8,
        writesMetadata: Bool = true,
        memory: Int = 32 << 20,
        sleep: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        traits = ProviderTraits(
            needsKey: false,
            canCancel: true,
            isIdempotent: true,
            isFree: true,
            concurrency: concurrency,
            afterCrash: .retryAtOurCost,
            afterTimeout: .fail
        )
        self.studio = studio
        hasNotes = writesMetadata
        drawn = DrawnPictures(limit: memory)
        self.sleep = sleep
    }

    package func generate(
        _ order: ProviderRequest,
        into sink: OutputSink
    ) async throws(ProviderFailure) -> ProviderResponse {
        let asked = try SandboxOrder(order)
        let magic = MagicWords(in: order.prompt, attempt: order.attempt)
        do {
            try await sink.willSend()
        } catch {
            throw .notSent(detail: "it could not be recorded that the call is made: \(error)")
        }
        try await wait(magic.delay)
        try await end(by: magic.ending)
        try checkMood(order, seed: asked.seed)
        try await draw(asked.partials(order.partials ?? 0), pausing: pause(order.model), sink)
        let count = magic.isPartial ? asked.count - 1 : asked.count
        guard count > 0 else { throw .unusable(detail: "!partial of one picture leaves none") }
        for index in 0..<count {
            let bytes = try await bytes(of: asked.picture(index, withNotes: hasNotes))
            try write(bytes, to: sink, index)
        }
        return ProviderResponse(
            outputs: (0..<count).map { DeliveredOutput(index: $0) },
            requestID: "sandbox-\(order.callID)",
            resolvedSize: "\(asked.width)x\(asked.height)",
            resolvedQuality: asked.quality,
            cost: MicroUSD(0),
            seed: asked.seed
        )
    }

    /// Whether anything can be drawn here, in one line for the operator.
    package func test(key: Secret?) async throws(ProviderFailure) -> String {
        do throws(StudioFailure) {
            let report = try await studio.probe()
            guard !report.formats.isEmpty else {
                let missing = report.libraries.filter { $0.version == nil }.map(\.name)
                throw .answer(.notInstalled(libraries: missing))
            }
            let bare = report.scripts.filter { !$0.isCovered }.map(\.name)
            let fonts =
                bare.isEmpty ? "all sampled scripts" : "no font for \(bare.joined(separator: ", "))"
            return "draws \(report.formats.map(\.rawValue).joined(separator: ", ")); \(fonts)"
        } catch {
            throw error.asProviderFailure
        }
    }

    private func wait(_ time: Duration?) async throws(ProviderFailure) {
        guard let time else { return }
        do {
            try await sleep(time)
        } catch {
            throw .uncertain(.cancelled, detail: "cancelled while the Sandbox waited")
        }
    }

    private func end(by ending: MagicWords.Ending?) async throws(ProviderFailure) {
        switch ending {
        case nil: return
        case .refuse:
            let message = "The Sandbox refused this prompt because it says !refuse."
            throw .refused(Refusal(kind: .moderatedInput, message: message), detail: message)
        case .fail: throw .unusable(detail: "the prompt says !fail")
        case .timeout:
            try await wait(.seconds(5))
            throw .uncertain(.timeout, detail: "the prompt says !timeout")
        case .tooMany: throw .retry(after: .seconds(2), detail: "the prompt says !429")
        }
    }

    private func pause(_ model: String) -> Duration? {
        model == "sandbox-slow" ? .seconds(8) : nil
    }

    /// Shows what is half done, the pause spread around it.
    private func draw(
        _ partials: [PictureRequest],
        pausing pause: Duration?,
        _ sink: OutputSink
    ) async throws(ProviderFailure) {
        let lap = pause.map { $0 / (partials.count + 1) }
        for (index, picture) in partials.enumerated() {
            try await wait(lap)
            let bytes = try await bytes(of: picture)
            do {
                try bytes.withUnsafeBytes { try sink.append($0, toPartial: index) }
            } catch {
                throw .unusable(detail: "a half-done picture could not be kept: \(error)")
            }
            await sink.show(
                PartialPicture(index: index, size: "\(picture.width)x\(picture.height)")
            )
        }
        try await wait(lap)
    }

    private func checkMood(_ order: ProviderRequest, seed: Int64) throws(ProviderFailure) {
        guard order.model == "sandbox-flaky",
            !Sandbox.holds(prompt: order.prompt, seed: seed, attempt: order.attempt)
        else { return }
        throw .retry(after: nil, detail: "sandbox-flaky fails every third attempt")
    }

    /// Whether `sandbox-flaky` keeps this attempt. It fails when SHA-256 of prompt, seed and
    /// attempt, each on a line, is divisible by three. As 256 leaves 1 when divided by three, the
    /// digest leaves what the sum of its bytes leaves.
    static func holds(prompt: String, seed: Int64, attempt: Int) -> Bool {
        let digest = SHA256.hash(data: Array("\(prompt)\n\(seed)\n\(attempt)".utf8))
        return digest.reduce(0) { $0 + Int($1) } % 3 != 0
    }

    private func bytes(of picture: PictureRequest) async throws(ProviderFailure) -> [UInt8] {
        if let bytes = drawn.bytes(of: picture) { return bytes }
        do throws(StudioFailure) {
            let bytes = try await studio.draw(picture)
            drawn.keep(bytes, of: picture)
            return bytes
        } catch {
            throw error.asProviderFailure
        }
    }

    private func write(
        _ bytes: [UInt8],
        to sink: OutputSink,
        _ index: Int
    ) throws(ProviderFailure) {
        do {
            try bytes.withUnsafeBytes { try sink.append($0, to: index) }
        } catch let error as NoRoom {
            throw .notKept(detail: error.detail)
        } catch {
            throw .unusable(detail: "output \(index) could not be kept: \(error)")
        }
    }
}
