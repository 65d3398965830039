/// How one provider with an OpenAI-compatible images API differs from the next. A new such provider
/// is one more value of this type.
package struct OpenAICompatibleProfile: Sendable {
    /// The name that routes, settings and records use.
    package var name: String
    /// Where the API lives, path included: `https://api.openai.com/v1`. Set by the operator, so it
    /// is trusted, http too.
    package var baseURL: String
    package var keyHeader: KeyHeader
    package var needsKey: Bool
    /// What may stand in the body of a generation. Everything else in an order is left out: unknown
    /// parameters are refused upstream.
    package var generationFields: Set<String>
    /// The same for an edit.
    package var editFields: Set<String>
    /// Calls that may run at the same time.
    package var concurrency: Int
    /// From the first byte sent to the last one read.
    package var readTimeout: Duration
    /// Bytes of one answer's body, base64 and all.
    package var largestAnswer: Int
    /// Bytes of one decoded picture.
    package var largestPicture: Int
    /// A model worth naming when a key is tested.
    package var flagship: String?
    /// It takes `stream` and `partial_images`.
    package var canStream: Bool

    /// Which header carries the key, and what stands before it.
    package struct KeyHeader: Sendable {
        package let name: String
        package let prefix: String

        package init(name: String, prefix: String) {
            self.name = name
            self.prefix = prefix
        }

        package static let bearer = KeyHeader(name: "Authorization", prefix: "Bearer ")
    }

    package init(
        name: String,
        baseURL: String,
        keyHeader: KeyHeader = .bearer,
        needsKey: Bool = true,
        generationFields: Set<String> = OpenAICompatibleProfile.openAIGenerationFields,
        editFields: Set<String> = OpenAICompatibleProfile.openAIEditFields,
        concurrency: Int = 64,
        readTimeout: Duration = OpenAICompatibleProfile.slowestAnswer,
        largestAnswer: Int = 150 << 20,
        largestPicture: Int = 100 << 20,
        flagship: String? = nil,
        canStream: Bool = true
    ) {
        self.name = name
        self.baseURL = baseURL
        self.keyHeader = keyHeader
        self.needsKey = needsKey
        self.generationFields = generationFields
        self.editFields = editFields
        self.concurrency = concurrency
        self.readTimeout = readTimeout
        self.largestAnswer = largestAnswer
        self.largestPicture = largestPicture
        self.flagship = flagship
        self.canStream = canStream
    }

    /// The slowest picture measured took 5 minutes, and a dropped call is still billed.
    package static let slowestAnswer = Duration.seconds(420)

    private static let sharedFields: Set<String> = [
        "model", "prompt", "n", "size", "quality", "background", "output_format",
        "output_compression", "user", "safety_identifier", "complexity", "frame_count",
        "frame_duration_ms",
    ]
    /// `response_format` is absent on purpose: GPT image models answer base64 and refuse it.
    package static let openAIGenerationFields = sharedFields.union(["moderation"])
    package static let openAIEditFields = sharedFields.union(["input_fidelity"])

    /// OpenAI itself.
    package static func openAI(
        baseURL: String = "https://api.openai.com/v1"
    ) -> OpenAICompatibleProfile {
        OpenAICompatibleProfile(name: "openai", baseURL: baseURL, flagship: "gpt-image-2")
    }
}
