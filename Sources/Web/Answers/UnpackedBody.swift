import HTTPTypes
import HummingbirdCore
import NIOCore

/// A body that was sent packed, as those who read it take it. Their limits are on what comes out.
struct UnpackedBody: AsyncSequence, Sendable {
    let body: HummingbirdCore.RequestBody
    /// nil: gzip. Else the coding that is not known here, which is said when the body is read: who may not
    /// call at all is told that first.
    let unknown: String?

    func makeAsyncIterator() -> Iterator {
        Iterator(source: body.makeAsyncIterator(), unknown: unknown)
    }

    struct Iterator: AsyncIteratorProtocol {
        var source: HummingbirdCore.RequestBody.AsyncIterator
        let unknown: String?
        private var gzip: Gunzip?
        private var pieces = 0

        init(source: HummingbirdCore.RequestBody.AsyncIterator, unknown: String?) {
            self.source = source
            self.unknown = unknown
        }

        @concurrent
        mutating func next() async throws -> ByteBuffer? {
            if let unknown { throw APIError.unknownCoding(unknown) }
            let gzip = try self.gzip ?? Gunzip()
            self.gzip = gzip
            while true {
                if let piece = try gzip.piece() {
                    pieces += 1
                    // A few bytes may hold many pieces, and others wait for this thread.
                    if pieces.isMultiple(of: Limits.unpackedAtOnce) { await Task.yield() }
                    return piece
                }
                guard let more = try await source.next() else {
                    try gzip.finish()
                    return nil
                }
                gzip.feed(more)
            }
        }
    }
}

extension Request {
    /// The same request, with its body as it was before it was packed (`Content-Encoding`).
    func unpackingBody() -> Request {
        guard headers.contains(.contentEncoding) else { return self }
        let codings = headers[values: .contentEncoding].joined(separator: ",").split(separator: ",")
            .map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            .filter { !$0.isEmpty && $0 != "identity" }
        guard let first = codings.first else { return self }
        let isKnown = codings.count == 1 && ["gzip", "x-gzip"].contains(first)
        var request = self
        request.body = HummingbirdCore.RequestBody(
            asyncSequence: UnpackedBody(
                body: body,
                unknown: isKnown ? nil : codings.joined(separator: ", ")
            )
        )
        return request
    }
}
