import AsyncHTTPClient
package import Domain
import NIOCore
import NIOHTTP1

/// What came back over HTTP.
package struct Answer: Sendable {
    package let status: Int
    let headers: HTTPHeaders
    package let body: [UInt8]

    /// null when the body is no JSON.
    package var json: JSONValue { (try? JSONValue.parse(body)) ?? .null }
    package var data: JSONValue { json["data"] ?? .null }
    /// In lower case.
    package var headerNames: Set<String> { Set(headers.map { $0.name.lowercased() }) }
    package var text: String { String(decoding: body, as: UTF8.self) }
    package var code: Int64? { json["code"]?.intValue }
    package var errorType: String? { json["error"]?["type"]?.stringValue }
    package var param: String? { json["error"]?["param"]?.stringValue }
    package var message: String { json["msg"]?.stringValue ?? "" }

    package subscript(_ header: String) -> String? { headers.first(name: header) }

    package func all(_ header: String) -> [String] { headers[header] }
}

/// How tests call: no redirects, no retries, many connections.
package enum Call {
    static let client = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(30), read: .seconds(120))
        )
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// One request. Without `hasLength` the body goes in chunks, without Content-Length.
    package static func send(
        _ method: String,
        _ url: String,
        headers: [(String, String)] = [],
        body: [UInt8]? = nil,
        hasLength: Bool = true
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        request.headers.add(contentsOf: headers)
        if let body {
            let buffer = ByteBuffer(bytes: body)
            request.body =
                hasLength
                ? .bytes(buffer)
                : .stream([buffer].async, length: .unknown)
        }
        let response = try await client.execute(request, timeout: .minutes(3))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Answer(
            status: Int(response.status.code),
            headers: response.headers,
            body: Array(bytes.readableBytesView)
        )
    }
}

extension Array where Element: Sendable {
    fileprivate var async: AsyncStream<Element> {
        AsyncStream { continuation in
            for element in self { continuation.yield(element) }
            continuation.finish()
        }
    }
}
