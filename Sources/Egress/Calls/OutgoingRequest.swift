import AsyncHTTPClient
import NIOHTTP1

/// What is sent, but for where to.
struct OutgoingRequest: Sendable {
    var method: HTTPMethod
    var headers: [(name: String, value: String)]
    var body: [UInt8]?

    func message(for url: GuardedURL) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: url.description)
        message.method = method
        message.headers = HTTPHeaders(headers.map { ($0.name, $0.value) })
        message.headers.replaceOrAdd(name: "User-Agent", value: "AIGenerate")
        message.headers.replaceOrAdd(name: "Connection", value: "close")
        message.body = body.map { .bytes($0) }
        return message
    }
}
