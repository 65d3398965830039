import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// A file that was fetched whole.
package struct FetchedFile: Hashable, Sendable {
    package let path: String
    package let bytes: Int
    /// Up to 64 bytes from its start, enough to tell its type. What the server says of the type
    /// is not asked for.
    package let head: [UInt8]
    /// Where it came from after redirects.
    package let url: GuardedURL

    static let headLength = 64
}

extension GuardedClient {
    /// Gets a picture into a new file at `path` (an old one is replaced). When it throws, there is
    /// no file. Redirects are followed a few times, each checked like the first URL, and never
    /// from https to http.
    package func fetch(
        _ text: String,
        to path: String,
        limits: FetchLimits = .imageInput
    ) async throws(EgressFailure) -> FetchedFile {
        let first = try checked(text)
        return try await within(limits.times.total) { () async throws(EgressFailure) in
            var url = first
            for _ in 0...limits.redirects {
                switch try await step(url, to: path, limits: limits) {
                case .file(let file): return file
                case .redirect(let location): url = try next(after: url, location)
                }
            }
            throw .refused(.redirects(most: limits.redirects))
        }
    }

    private enum Step: Sendable {
        case file(FetchedFile)
        case redirect(String)
    }

    private func step(
        _ url: GuardedURL,
        to path: String,
        limits: FetchLimits
    ) async throws(EgressFailure) -> Step {
        let request = OutgoingRequest(
            method: .GET,
            headers: [("Accept", "image/*"), ("Accept-Encoding", "identity")]
        )
        return try await exchange(request, to: url, times: limits.times) { response in
            if let location = response.redirection { return .redirect(location) }
            try response.checkFetchable(limit: limits.bytes)
            return .file(try await response.save(from: url, to: path, limit: limits.bytes))
        }
    }

    private func next(
        after url: GuardedURL,
        _ location: String
    ) throws(EgressFailure) -> GuardedURL {
        let next = try checked(url.resolving(location))
        guard url.scheme == .http || next.scheme == .https else { throw .refused(.downgrade) }
        return next
    }
}

extension HTTPClientResponse {
    fileprivate var redirection: String? {
        switch status.code {
        case 301, 302, 303, 307, 308: headers.first(name: "Location")
        default: nil
        }
    }

    /// What can be refused before the body is read.
    fileprivate func checkFetchable(limit: Int) throws(EgressFailure) {
        guard status.code == 200 else { throw .status(Int(status.code)) }
        let codings = headers[canonicalForm: "Content-Encoding"].filter { $0.utf8.count < 16 }
            .map { $0.lowercased() }
        // Only codings that really change the bytes: storage services put all sorts of words here.
        let packed: Set<String> = ["gzip", "x-gzip", "deflate", "br", "zstd", "compress"]
        if let coding = codings.first(where: packed.contains) {
            throw .compressed(coding: coding)
        }
        if let length = headers.first(name: "Content-Length").flatMap({ Int($0) }), length > limit {
            throw .tooLarge(limit: limit)
        }
    }

    fileprivate func save(
        from url: GuardedURL,
        to path: String,
        limit: Int
    ) async throws -> FetchedFile {
        var file = try IncomingFile.create(at: path)
        var bytes = 0
        var head: [UInt8] = []
        for try await chunk in body {
            bytes += chunk.readableBytes
            guard bytes <= limit else { throw EgressFailure.tooLarge(limit: limit) }
            head += chunk.readableBytesView.prefix(FetchedFile.headLength - head.count)
            try await file.append(chunk)
        }
        try file.keep()
        return FetchedFile(path: path, bytes: bytes, head: head, url: url)
    }
}
