import Foundation

/// One connection to the upstream: what has arrived of a request, what has left of its answer.
struct UpstreamConnection {
    let socket: Int32
    var answer: [UInt8] = []
    /// When an answer that takes a while is to leave.
    var due: UInt64?
    private(set) var isSending = false
    private var received: [UInt8] = []
    private var sent = 0

    struct Order {
        let picture: String
        let milliseconds: UInt64
    }

    init(socket: Int32) {
        self.socket = socket
    }

    /// False when the other side has closed.
    mutating func sendOrReceive() -> Bool {
        if isSending { return send() }
        var chunk = [UInt8](repeating: 0, count: 16_384)
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else { return count < 0 && errno == EAGAIN }
        received += chunk[..<count]
        return true
    }

    /// The next whole request, nil while there is none or an answer is still to leave.
    mutating func nextOrder() -> Order? {
        guard !isSending, due == nil,
            let head = received.withUnsafeBytes(RequestHead.init(bytes:)),
            received.count >= head.byteCount + head.contentLength
        else { return nil }
        received.removeFirst(head.byteCount + head.contentLength)
        let parts = head.path.split(separator: "/")
        guard head.path.hasSuffix("/images/generations"), parts.count > 2 else {
            return Order(picture: "", milliseconds: 0)
        }
        return Order(picture: String(parts[0]), milliseconds: UInt64(parts[1]) ?? 0)
    }

    mutating func startSending() -> Bool {
        due = nil
        isSending = true
        sent = 0
        return send()
    }

    /// Sends what the socket takes now. False when the other side has closed.
    private mutating func send() -> Bool {
        while sent < answer.count {
            let count = answer.withUnsafeBytes {
                Glibc.send(
                    socket,
                    $0.baseAddress.map { $0 + sent },
                    $0.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count >= 0 else { return errno == EAGAIN }
            sent += count
        }
        isSending = false
        return true
    }
}

/// What the upstream answers, whole, head and body.
enum UpstreamAnswer {
    /// To whoever asks for anything else, after which the connection is closed.
    static let notFound = Array(
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8
    )

    static func bytes(of picture: [UInt8]) -> [UInt8] {
        let usage =
            "{\"input_tokens\":12,\"output_tokens\":196,\"total_tokens\":208,"
            + "\"input_tokens_details\":{\"image_tokens\":0,\"text_tokens\":12}}"
        let body =
            "{\"created\":1764000000,\"background\":\"opaque\",\"data\":[{\"b64_json\":\""
            + Data(picture).base64EncodedString() + "\"}],\"output_format\":\"png\","
            + "\"quality\":\"low\",\"size\":\"1024x1024\",\"usage\":\(usage)}"
        let head =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\nx-request-id: req_bench\r\n\r\n"
        return Array((head + body).utf8)
    }
}
