import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// `GET /files/…`: a kept output, by its signed link. Streamed, with ranges; the bytes are the
/// provider's, unmodified.
struct ServeFile: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let path = String(request.uri.path.dropFirst("/files/".count))
        let query = request.uri.queryParameters
        guard
            house.link.isValid(
                path: path,
                expires: query["expires"].map(String.init),
                signature: query["signature"].map(String.init),
                now: house.store.clock.wall()
            )
        else {
            throw APIError.forbidden(
                "This link has expired or is not complete. recordInfo gives the current one."
            )
        }
        guard let file = try await house.files.open(path) else {
            throw APIError.fileExpired
        }
        return try respond(file, path, request)
    }

    private func respond(
        _ file: StoredFile,
        _ path: String,
        _ request: Request
    ) throws(APIError) -> Response {
        var headers = headers(path)
        let size = file.byteCount
        guard let wanted = request.headers[.range] else {
            headers[.contentLength] = String(size)
            return Response(status: .ok, headers: headers, body: body(file, 0..<size, request))
        }
        guard let range = ByteRange.parse(wanted, size: size) else {
            // Not a single byte range: the whole file is a right answer too.
            headers[.contentLength] = String(size)
            return Response(status: .ok, headers: headers, body: body(file, 0..<size, request))
        }
        guard !range.isEmpty else {
            var error = APIError.rangeNotSatisfiable
            error.headers["Content-Range"] = "bytes */\(size)"
            throw error
        }
        headers[.contentLength] = String(range.count)
        headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
        return Response(status: .partialContent, headers: headers, body: body(file, range, request))
    }

    private func headers(_ path: String) -> HTTPFields {
        var headers: HTTPFields = [
            .contentType: MediaType(fileName: path)?.rawValue ?? "application/octet-stream",
            .acceptRanges: "bytes",
            .cacheControl: "private, max-age=31536000, immutable",
            .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'; sandbox",
        ]
        if let name = path.split(separator: "/").last {
            headers[.contentDisposition] = "inline; filename=\"\(name)\""
        }
        if let name = HTTPField.Name("Cross-Origin-Resource-Policy") {
            headers[name] = "cross-origin"
        }
        return headers
    }

    private func body(
        _ file: StoredFile,
        _ range: Range<Int64>,
        _ request: Request
    ) -> ResponseBody {
        guard request.method != .head else { return ResponseBody() }
        return ResponseBody(contentLength: Int(range.count)) { writer in
            var offset = range.lowerBound
            while offset < range.upperBound {
                let count = Int(min(Int64(Limits.fileChunk), range.upperBound - offset))
                let bytes = try await file.read(at: offset, count: count)
                guard !bytes.isEmpty else { break }
                try await writer.write(ByteBuffer(bytes: bytes))
                offset += Int64(bytes.count)
            }
            try await writer.finish(nil)
        }
    }
}

/// The `Range` header in its usual form: one range of bytes.
enum ByteRange {
    /// nil: not a single byte range (ignore it); empty: outside the file.
    static func parse(_ header: String, size: Int64) -> Range<Int64>? {
        guard header.hasPrefix("bytes=") else { return nil }
        let parts = header.dropFirst("bytes=".count)
            .split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !header.contains(",") else { return nil }
        if parts[0].isEmpty {
            guard let length = Int64(parts[1]), length >= 0 else { return nil }
            return max(0, size - length)..<size
        }
        guard let first = Int64(parts[0]), first >= 0 else { return nil }
        // Open at its end: `first` may lie outside the file, and then so does the range.
        let last = parts[1].isEmpty ? max(first, size - 1) : Int64(parts[1])
        guard let last, last >= first else { return nil }
        return first < size ? first..<min(size - 1, last) + 1 : 0..<0
    }
}
