import AsyncHTTPClient
package import Domain
package import Providers

extension OpenAISimulator {
    /// One client for all tests of a process, as in the program; it is never shut down.
    private static let client = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: UpstreamClient.configuration()
    )

    /// Where nobody listens. (A port that was just closed will not do: another test may get it.)
    package static let deadURL = "http://127.0.0.1:1/v1"

    /// A provider that buys here.
    package func provider(
        readTimeout: Duration = .seconds(30),
        baseURL: String? = nil,
        largestAnswer: Int = 150 << 20,
        largestPicture: Int = 100 << 20
    ) -> OpenAICompatible {
        var profile = OpenAICompatibleProfile.openAI(baseURL: baseURL ?? self.baseURL)
        profile.readTimeout = readTimeout
        profile.largestAnswer = largestAnswer
        profile.largestPicture = largestPicture
        return OpenAICompatible(profile: profile, client: { OpenAISimulator.client }) {
            Timestamp(milliseconds: 784_111_777_000)
        }
    }
}

extension ProviderRequest {
    /// An order that the simulator's rules accept, to be changed at will.
    package static func forTest(
        model: String = "gpt-image-2",
        parameters: [String: JSONValue] = ["quality": "low"],
        input: JSONValue = ["prompt": "a red fox", "size": "1024x1024"],
        images: [InputFile] = [],
        mask: InputFile? = nil,
        key: String? = OpenAISimulator.key,
        remaining: Duration = .seconds(600),
        partials: Int? = nil
    ) -> ProviderRequest {
        ProviderRequest(
            taskID: "task_test",
            attempt: 1,
            callID: "call_test",
            model: model,
            parameters: parameters,
            input: input,
            images: images,
            mask: mask,
            key: key.map { Secret($0) },
            remaining: remaining,
            partials: partials
        )
    }
}
