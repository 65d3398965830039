extension OpenAISimulator {
    /// What makes a server buy here.
    package var settings: [String: String] {
        ["OPENAI_API_KEY": OpenAISimulator.key, "AIGENERATE_OPENAI_BASE_URL": baseURL]
    }
}
