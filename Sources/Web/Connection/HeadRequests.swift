import NIOCore
import NIOHTTP1

/// Which requests of a connection ask for the head alone. Such a response has no body, and where its
/// length is unknown, not even the mark that ends a chunked one.
struct HeadRequests {
    /// For each request without a complete response, in order: it is a HEAD.
    private var pending = CircularBuffer<Bool>()
    private var hasNoEndMark = false

    mutating func came(_ request: HTTPRequestHead) {
        pending.append(request.method == .HEAD)
    }

    /// The head of the response to the oldest request is written.
    mutating func answers(with head: HTTPResponseHead) {
        hasNoEndMark = pending.first == true && !head.headers.contains(name: "content-length")
    }

    /// The response to the oldest request is complete. True: its end must not be marked.
    mutating func ended() -> Bool {
        if !pending.isEmpty { pending.removeFirst() }
        return hasNoEndMark
    }
}
