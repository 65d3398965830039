/// The part of the API that an address belongs to. An address without one belongs to the pages, which
/// go by cookies.
enum APIArea: Sendable {
    case openAI
    /// Tasks, accounts, models, uploads.
    case jobs
    /// Files by their signed links, and documents that anybody may read.
    case open

    /// - path: what the request line names, with or without its query.
    init?(path: some StringProtocol) {
        let whole = path.utf8.prefix { $0 != UInt8(ascii: "?") }.drop { $0 == UInt8(ascii: "/") }
        let first = whole.prefix { $0 != UInt8(ascii: "/") }
        if let area = Self.folders.first(where: { first.elementsEqual($0.name.utf8) })?.area {
            self = area
        } else if Self.documents.contains(where: { whole.elementsEqual($0.utf8) }) {
            self = .open
        } else {
            return nil
        }
    }

    /// Not all of them are served. A client whose base URL lacks `/v1` comes to some of these, and must
    /// be able to read why it is refused.
    private static let folders: [(name: String, area: APIArea)] = [
        ("v1", .openAI), ("api", .jobs), ("files", .open), ("openai", .openAI),
        ("images", .openAI), ("chat", .openAI), ("responses", .openAI), ("completions", .openAI),
        ("embeddings", .openAI), ("audio", .openAI), ("jobs", .jobs),
    ]
    private static let documents = ["openapi.json", ".well-known/aigenerate-keys.json"]
}
