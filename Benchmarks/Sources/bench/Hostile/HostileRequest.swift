import Foundation

/// A request made to cost the server as much as its size limits allow.
struct HostileRequest {
    /// What it attacks, as the table says it.
    let name: String
    /// The whole of it, head and body.
    let bytes: [UInt8]

    /// A letter under so many marks, which no two comparisons agree on without sorting them.
    static func marks(_ bytes: Int) -> String {
        "a" + String(repeating: "\u{301}\u{323}", count: max(0, bytes - 1) / 4)
    }

    /// Letters each under as many marks as are allowed.
    static func allowedMarks(_ bytes: Int) -> String {
        let unit = "a" + String(repeating: "\u{301}\u{323}", count: 15)
        return String(repeating: unit, count: bytes / unit.utf8.count)
    }

    init(
        _ name: String,
        _ method: String,
        _ path: String,
        headers: [(String, String)] = [],
        body: String = ""
    ) {
        self.name = name
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if method == "POST" { head += "Content-Length: \(body.utf8.count)\r\n" }
        bytes = Array((head + "\r\n" + body).utf8)
    }

    private static let json = ("Content-Type", "application/json")
    private static let parts = ("Content-Type", "multipart/form-data; boundary=b")

    private static func part(_ name: String, _ text: String) -> String {
        "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(text)\r\n--b--\r\n"
    }

    private static func percent(_ text: String) -> String {
        text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Every door, each at its limit.
    static func all(key: String) -> [HostileRequest] {
        let bearer = ("Authorization", "Bearer " + key)
        return pages + heads(bearer) + jobs(bearer) + images(bearer)
    }

    private static let pages: [HostileRequest] = [
        form("page form, multipart field", part("prompt", marks(64_000))),
        form("page form, name of a field", part(marks(8_000), "a")),
        HostileRequest(
            "page form, urlencoded",
            "POST",
            "/login",
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: "email=" + percent(marks(20_000))
        ),
        HostileRequest("query of a page", "GET", "/models?q=" + percent(marks(2_400))),
        HostileRequest("path of a page", "GET", "/models/" + percent(marks(2_400))),
        HostileRequest(
            "Stripe's webhook",
            "POST",
            "/stripe/webhook",
            headers: [json],
            body: "{\"a\":\"\(marks(60_000))\"}"
        ),
    ]

    private static func form(_ name: String, _ body: String) -> HostileRequest {
        HostileRequest(name, "POST", "/playground", headers: [parts], body: body)
    }

    private static func heads(_ bearer: (String, String)) -> [HostileRequest] {
        let request = ("X-Request-ID", marks(8_000))
        let cookie = ("Cookie", "aig_session=" + marks(8_000))
        return [
            .init("header", "GET", "/api/v1/chat/credit", headers: [bearer, request]),
            .init("cookie", "GET", "/dashboard", headers: [cookie]),
            .init("list of tasks", "GET", "/api/v1/jobs/list?limit=100", headers: [bearer]),
        ]
    }

    // A little under the limit of JSON bodies, 1 MB.
    private static let million = 990_000

    private static func jobs(_ bearer: (String, String)) -> [HostileRequest] {
        func create(_ what: String, _ body: String) -> HostileRequest {
            HostileRequest(
                "createTask, \(what)",
                "POST",
                "/api/v1/jobs/createTask",
                headers: [bearer, json],
                body: body
            )
        }
        func order(_ prompt: String) -> String {
            #"{"model":"sandbox-instant","input":{"prompt":"\#(prompt)","size":"64x64"}}"#
        }
        let keys = (0..<60_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let escapes = String(repeating: #"\u0301\u0323"#, count: million / 12)
        return [
            create("value", order(marks(million))),
            create("value in escapes", order("a" + escapes)),
            create("key", "{\"\(marks(million))\":1}"),
            create("60,000 keys", "{\(keys)}"),
            create("nested", String(repeating: "[", count: million)),
            create("model", "{\"model\":\"\(marks(million))\",\"input\":{}}"),
            create("allowed marks", order(allowedMarks(31_000))),
        ]
    }

    private static func images(_ bearer: (String, String)) -> [HostileRequest] {
        [
            .init(
                "/v1 generations, value",
                "POST",
                "/v1/images/generations",
                headers: [bearer, json],
                body: "{\"model\":\"gpt-image-2\",\"prompt\":\"\(marks(million))\"}"
            ),
            .init(
                "/v1 edits, field",
                "POST",
                "/v1/images/edits",
                headers: [bearer, parts],
                body: part("prompt", marks(million))
            ),
        ]
    }
}
