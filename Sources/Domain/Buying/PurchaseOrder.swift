/// Everything a provider needs for one call.
package struct PurchaseOrder: Sendable {
    package let taskID: String
    /// 1 for the first call made for the task.
    package let attempt: Int
    /// Unique per attempt: an idempotency key where the provider has one, and what logs show.
    package let callID: String
    /// The provider's own name of the model.
    package let model: String
    /// Fixed by the route, over the customer's input: `["quality": "medium"]`.
    package let parameters: [String: JSONValue]
    /// The customer's validated input under canonical names, an object (see `InputRules`):
    /// `prompt`, `n`, `size`, `output_format` … without its image URLs.
    package let input: JSONValue
    /// Input pictures, already fetched to local files. Empty: generate from the prompt alone.
    package let images: [InputFile]
    package let mask: InputFile?
    package let key: Secret?
    /// When the whole task must have ended.
    package let remaining: Duration
    /// The slug that this call stands in for, where the Sandbox serves another model's variant.
    package let standsInFor: String?

    package init(
        taskID: String,
        attempt: Int,
        callID: String,
        model: String,
        parameters: [String: JSONValue],
        input: JSONValue,
        images: [InputFile] = [],
        mask: InputFile? = nil,
        key: Secret? = nil,
        remaining: Duration,
        standsInFor: String? = nil
    ) {
        self.taskID = taskID
        self.attempt = attempt
        self.callID = callID
        self.model = model
        self.parameters = parameters
        self.input = input
        self.images = images
        self.mask = mask
        self.key = key
        self.remaining = remaining
        self.standsInFor = standsInFor
    }

    package var prompt: String { input["prompt"]?.stringValue ?? "" }
    /// Pictures asked for.
    package var count: Int { Int(input["n"]?.intValue ?? 1) }
}

/// A picture the customer gave us, fetched and checked, on local disk.
package struct InputFile: Sendable {
    package let path: String
    package let media: MediaType
    package let bytes: Int

    package init(path: String, media: MediaType, bytes: Int) {
        self.path = path
        self.media = media
        self.bytes = bytes
    }
}

/// Where a provider puts output bytes while they arrive. Calls for one output come in order; two
/// outputs may be interleaved.
package struct OutputSink: Sendable {
    private let appendBytes: @Sendable (Int, UnsafeRawBufferPointer) throws -> Void
    private let discardOutput: @Sendable (Int) -> Void
    private let markSent: @Sendable () async throws -> Void

    package init(
        append: @escaping @Sendable (Int, UnsafeRawBufferPointer) throws -> Void,
        discard: @escaping @Sendable (Int) -> Void,
        willSend: @escaping @Sendable () async throws -> Void
    ) {
        appendBytes = append
        discardOutput = discard
        markSent = willSend
    }

    /// Adds bytes to output `index` (0 first). Throws when the disk is full or the output is larger
    /// than allowed; the provider must then stop reading and report `.unusable`.
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
}
