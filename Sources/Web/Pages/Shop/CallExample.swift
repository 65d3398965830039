import Domain

/// One request, written out for each way to send it.
struct CallExample: Sendable {
    enum Language: String, CaseIterable, Sendable {
        case curl, python, urllib, javascript, swift, cli

        var title: String {
            switch self {
            case .curl: "curl"
            case .python: "Python"
            case .urllib: "Python, no packages"
            case .javascript: "JavaScript"
            case .swift: "Swift"
            case .cli: "Command line"
            }
        }
    }

    /// `http://host:port`, without a slash at the end.
    let base: String
    let model: String
    /// The `input` object; its `prompt` is always there.
    let input: [String: JSONValue]

    init(base: String, model: String, input: [String: JSONValue]) {
        self.base = base
        self.model = model
        self.input = input
    }

    /// The example that nobody typed: the order whose price the pages say.
    init(base: String, of variant: Variant) {
        self.init(base: base, model: variant.slug, input: variant.sample.input)
    }

    /// - path: the page's, for links to its other languages.
    /// - also: what stays in their query: `code=B&`.
    func view(path: String, chosen: String?, also: String = "") -> JSONValue {
        let language = chosen.flatMap(Language.init) ?? .curl
        return [
            "code": .string(code(in: language)),
            "languages": .array(
                Language.allCases.map { other in
                    [
                        "name": .string(other.rawValue), "title": .string(other.title),
                        "isCurrent": .bool(other == language),
                        "href": .string(path + "?\(also)lang=\(other.rawValue)#call"),
                    ]
                }
            ),
        ]
    }
}
