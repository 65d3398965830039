/// Where a provider puts output bytes while they arrive. Calls for one output come in order; two
/// outputs may be interleaved.
package struct OutputSink: Sendable {
    private let appendBytes: @Sendable (Int, UnsafeRawBufferPointer) throws -> Void
    private let discardOutput: @Sendable (Int) -> Void
    private let markSent: @Sendable () async throws -> Void
    private let watcher: PartialSink?

    /// - watcher: takes half-done pictures; nil where nobody watches.
    package init(
        append: @escaping @Sendable (Int, UnsafeRawBufferPointer) throws -> Void,
        discard: @escaping @Sendable (Int) -> Void,
        willSend: @escaping @Sendable () async throws -> Void,
        watcher: PartialSink? = nil
    ) {
        appendBytes = append
        discardOutput = discard
        markSent = willSend
        self.watcher = watcher
    }

    /// Adds bytes to output `index` (0 first). Throws when the output is larger than allowed: the
    /// provider must then stop reading and report `.unusable`; or `NoRoom`, when our own machine cannot
    /// keep them: then it reports `.notKept`.
    package func append(_ bytes: UnsafeRawBufferPointer, to index: Int) throws {
        try appendBytes(index, bytes)
    }

    /// Forgets what was written to an output that turned out not to be one.
    package func discard(_ index: Int) {
        discardOutput(index)
    }

    /// Must be called once, right before the first byte of the purchase leaves this machine: it
    /// makes the fact survive a crash. If it throws, nothing may be sent.
    package func willSend() async throws {
        try await markSent()
    }

    /// Adds bytes to the half-done picture `index` (0 first).
    package func append(_ bytes: UnsafeRawBufferPointer, toPartial index: Int) throws {
        try watcher?.append(index, bytes)
    }

    /// Says that a half-done picture is whole and may be shown. One that is never announced is
    /// never shown.
    package func show(_ partial: PartialPicture) async {
        await watcher?.show(partial)
    }
}

/// Neither disk nor memory takes more of what arrives: our own fault, not the provider's.
package struct NoRoom: Error, Hashable, Sendable {
    package let detail: String

    package init(detail: String) {
        self.detail = detail
    }
}

/// Takes half-done pictures. They are shown and thrown away: nobody pays for them, and losing one
/// loses nothing, so only writing its bytes can fail.
package struct PartialSink: Sendable {
    let append: @Sendable (Int, UnsafeRawBufferPointer) throws -> Void
    let show: @Sendable (PartialPicture) async -> Void

    package init(
        append: @escaping @Sendable (Int, UnsafeRawBufferPointer) throws -> Void,
        show: @escaping @Sendable (PartialPicture) async -> Void
    ) {
        self.append = append
        self.show = show
    }
}

/// A half-done picture that arrived whole.
package struct PartialPicture: Hashable, Sendable {
    /// 0 first, in the order of arrival.
    package let index: Int
    package let size: String?
    package let quality: String?

    package init(index: Int, size: String? = nil, quality: String? = nil) {
        self.index = index
        self.size = size
        self.quality = quality
    }
}
