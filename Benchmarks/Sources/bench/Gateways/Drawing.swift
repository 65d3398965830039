/// What the upstream is asked for: a picture, and how long it takes.
struct Drawing: Hashable {
    let picture: String
    let milliseconds: Int

    static let all = [
        Drawing(picture: "small", milliseconds: 0), Drawing(picture: "small", milliseconds: 50),
        Drawing(picture: "large", milliseconds: 0), Drawing(picture: "large", milliseconds: 50),
    ]

    /// Below the upstream's address.
    var path: String { "\(picture)/\(milliseconds)" }
    var name: String { "\(picture)-\(milliseconds)" }

    /// The least that an answer with this picture can have.
    var answerBytes: Int {
        (picture == "large" ? NoisePNG.large : NoisePNG.small).count * 4 / 3
    }

    /// A request of OpenAI's images API.
    func load(below prefix: String, model: String) -> Load {
        let body =
            "{\"model\":\"\(model)\",\"prompt\":\"a red fox sitting in snow\",\"quality\":\"low\","
            + "\"size\":\"1024x1024\"}"
        return Load(method: "POST", paths: ["\(prefix)/v1/images/generations"], body: body)
    }
}
