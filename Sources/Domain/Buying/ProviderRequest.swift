/// Everything a provider needs for one call.
package struct ProviderRequest: Sendable {
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
    /// What is drawn must not say which model it is of: it may be compared blind.
    package let isNameless: Bool
    /// Half-done pictures that somebody is watching for, 0 to 3; nil: nobody watches. A provider
    /// that cannot show any gives the finished ones alone.
    package let partials: Int?
    /// Where a provider with callbacks is to call; nil: it is not to call.
    package let callback: CallbackTarget?

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
        standsInFor: String? = nil,
        isNameless: Bool = false,
        partials: Int? = nil,
        callback: CallbackTarget? = nil
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
        self.isNameless = isNameless
        self.partials = partials
        self.callback = callback
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
