import AsyncHTTPClient
public import Foundation
import NIOCore
import NIOHTTP1

extension AIGenerateClient {
    /// Fetches an image into a file, as it streams in, and checks its SHA-256 where the record has
    /// one. The file appears under its name only when it is whole; an older one is replaced.
    ///
    /// - Parameters:
    ///   - output: From the record of a task that succeeded.
    ///   - destination: A file URL; its folder must exist. `checkDestination(_:images:)` tells
    ///     before an order whether it can be written to.
    /// - Returns: The size of the file in bytes.
    /// - Throws: `.verification(.hashMismatch)`, `.file`, or what any call may throw; code 404 when
    ///   the file's time is over.
    @concurrent
    @discardableResult
    public func download(
        _ output: TaskOutput,
        to destination: URL
    ) async throws(AIGenerateError) -> Int64 {
        var tries = 0
        while true {
            let failure: AIGenerateError
            do throws(AIGenerateError) {
                return try await downloadOnce(output, to: destination)
            } catch {
                failure = error
            }
            tries += 1
            let pause = RetryRule.pause(after: failure, tries: tries, chance: pace.chance())
            guard let pause else { throw failure }
            try await pace.pause(pause)
        }
    }

    private func downloadOnce(
        _ output: TaskOutput,
        to destination: URL
    ) async throws(AIGenerateError) -> Int64 {
        let address = server.resolve(output.url)
        return try await within(Limits.download) { [http] in
            // Without the key: the link itself is the permission, and it may lead elsewhere.
            var request = HTTPClientRequest(url: address)
            request.headers.add(name: "user-agent", value: Self.userAgent)
            let deadline = NIODeadline.now() + TimeAmount(Limits.call)
            let response = try await http.execute(request, deadline: deadline)
            guard (200..<300).contains(response.status.code) else {
                let body = try await response.body.collect(upTo: Limits.answerBytes)
                throw AIGenerateError.server(
                    ServerError(
                        status: Int(response.status.code),
                        headers: response.headers,
                        body: Data(body.readableBytesView)
                    )
                )
            }
            var file = try HashedFile(destination)
            do {
                for try await part in response.body { try file.append(part) }
                try file.finish(expecting: output.sha256)
            } catch {
                file.discard()
                throw error
            }
            return file.bytes
        }
    }

    /// The whole address of an image: a record may give a path only.
    package func address(of output: TaskOutput) -> String { server.resolve(output.url) }

    /// Where a task's record is, for whoever has the key.
    package func recordAddress(of id: String) -> String {
        server.url("/api/v1/jobs/recordInfo", query: [("taskId", id)])
    }
}
