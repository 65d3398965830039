import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// What a list of tasks was filtered by: `?state=&model=&key=&from=&to=&q=`.
struct TaskChoice: Sendable {
    private let values: [String: String]
    private let slug: String?

    private static let names = ["state", "model", "key", "from", "to"]
    private static let states = [
        ("waiting", "Waiting"), ("generating", "Drawing"), ("success", "Done"), ("fail", "Failed"),
    ]

    init(_ query: [String: String], catalog: Catalog) {
        values = query.filter { Self.names.contains($0.key) && !$0.value.isEmpty }
        slug = values["model"].map { catalog.variant($0)?.slug ?? $0 }
    }

    var isFiltered: Bool { !values.isEmpty }

    func filter(account: Int64?) -> TaskFilter {
        var filter = TaskFilter(accountID: account, limit: 25)
        filter.states = values["state"].flatMap(TaskState.init(rawValue:)).map { [$0] }
        filter.slug = slug
        filter.keyID = values["key"].flatMap { Int64($0) }
        filter.from = values["from"].flatMap(CivilDate.init).map(\.start)
        // The day itself is meant too: half open until the next one begins.
        filter.to = values["to"].flatMap(CivilDate.init).map { $0.start + .seconds(86_400) }
        return filter
    }

    /// The same choice as an address, with more.
    func query(_ more: [String: String]) -> String {
        let pairs = values.merging(more) { $1 }.sorted { $0.key < $1.key }
        let text = pairs.map { name, value in
            name + "=" + value.inQuery
        }
        return text.isEmpty ? "" : "?" + text.joined(separator: "&")
    }

    func view(keys: [APIKey], catalog: Catalog) -> JSONValue {
        [
            "states": options("Any state", Self.states, values["state"]),
            "models": options(
                "Any model",
                catalog.allVariants.map { ($0.slug, $0.slug) },
                slug
            ),
            "keys": options("Any key", keys.map { (String($0.id), $0.name) }, values["key"]),
            "from": .string(values["from"] ?? ""), "to": .string(values["to"] ?? ""),
        ]
    }

    private func options(
        _ any: String,
        _ all: [(String, String)],
        _ chosen: String?
    ) -> JSONValue {
        .array(
            ([("", any)] + all).map { value, title in
                [
                    "value": .string(value), "title": .string(title),
                    "isChosen": .bool(value == chosen ?? ""),
                ]
            }
        )
    }
}

extension Response {
    static func download(_ text: String, as type: String, name: String) -> Response {
        download(ResponseBody(byteBuffer: ByteBuffer(string: text)), as: type, name: name)
    }

    static func download(_ body: ResponseBody, as type: String, name: String) -> Response {
        var headers = PageHeaders.fields
        headers[.contentType] = type + "; charset=utf-8"
        headers[.cacheControl] = "no-store"
        headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        return Response(
            status: .ok,
            headers: headers,
            body: body
        )
    }
}
