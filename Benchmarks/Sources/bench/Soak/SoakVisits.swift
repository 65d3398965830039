import Foundation

/// What one client of the soak does, in turn: orders, polls, lists, whole calls, pages, downloads,
/// refusals of several kinds, and connections that break off.
final class SoakVisits {
    private let port: UInt16
    private let key: String
    private var number: Int
    private var task = ""
    private var file = ""

    init(port: UInt16, key: String, seed: Int) {
        self.port = port
        self.key = key
        number = seed * 3
    }

    private static let order =
        #"{"model":"sandbox-instant","input":{"prompt":"a fox","size":"64x64","seed":7}}"#
    private static let call =
        #"{"model":"sandbox-instant","prompt":"a fox","size":"64x64"}"#
    private static let pages = [
        "/", "/models", "/pricing", "/status", "/docs/errors", "/playground",
    ]

    /// Whether the answer was the expected one.
    func next() -> Bool {
        number += 1
        switch number % 12 {
        case 0, 1: return order()
        case 2, 3, 4: return poll()
        case 5: return status(request("GET", "/api/v1/jobs/list?limit=20")) == 200
        case 6: return status(request("POST", "/v1/images/generations", Self.call)) == 200
        case 7: return status(request("GET", Self.pages[number / 12 % Self.pages.count])) == 200
        case 8: return file.isEmpty || status(request("GET", file)) == 200
        case 9: return status(request("POST", "/api/v1/jobs/createTask", "{,")) == 400
        case 10: return status(request("GET", "/nothing/\(number)")) == 404
        default:
            LoopbackSocket.breakOff(port, request("POST", "/v1/images/generations", Self.call))
            return true
        }
    }

    private func order() -> Bool {
        let answer = ask(request("POST", "/api/v1/jobs/createTask", Self.order))
        task = Self.text("\"taskId\":\"", in: answer?.body) ?? task
        return answer?.status == 200
    }

    private func poll() -> Bool {
        guard !task.isEmpty else { return true }
        let answer = ask(request("GET", "/api/v1/jobs/recordInfo?taskId=\(task)"))
        if let body = answer?.body, let start = body.range(of: "/files/") {
            file = String(body[start.lowerBound...].prefix { $0 != "\"" && $0 != "\\" })
        }
        return answer?.status == 200
    }

    private static func text(_ before: String, in body: String?) -> String? {
        guard let body, let start = body.range(of: before) else { return nil }
        return String(body[start.upperBound...].prefix { $0 != "\"" })
    }

    private func ask(_ request: [UInt8]) -> LoopbackSocket.Answer? {
        try? LoopbackSocket.exchange(port, request)
    }

    private func status(_ request: [UInt8]) -> Int? { ask(request)?.status }

    private func request(_ method: String, _ path: String, _ body: String = "") -> [UInt8] {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        if path.hasPrefix("/api") || path.hasPrefix("/v1") {
            head += "Authorization: Bearer \(key)\r\n"
        }
        if method == "POST" {
            head += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        }
        return Array((head + "\r\n" + body).utf8)
    }
}
