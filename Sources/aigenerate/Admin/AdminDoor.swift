import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1
import Web

/// Performs a command through the running server, or on the data itself when none runs.
struct AdminDoor: Sendable {
    let config: Config

    func perform(_ request: AdminRequest) async throws -> JSONValue {
        let folder = DataFolder(at: config.data)
        // A mistyped path must not look like an installation without a fault.
        guard request.mayBeginData || FileManager.default.fileExists(atPath: folder.database) else {
            throw CommandFailure(
                .usage,
                "There is no data in \(folder.path): it holds no aigenerate.sqlite. Give the "
                    + "server's folder with --data. Nothing was created."
            )
        }
        let answer =
            folder.isLocked
            ? try await askServer(request, in: folder) : try await performHere(request)
        guard answer.isDone else {
            throw CommandFailure(
                answer.body["exit"]?.intValue.flatMap { ExitReason(rawValue: Int32($0)) }
                    ?? .unexpected,
                answer.body["error"]?.stringValue ?? "The command failed."
            )
        }
        return answer.body
    }

    private func performHere(
        _ request: AdminRequest
    ) async throws -> (isDone: Bool, body: JSONValue) {
        let premises = try await Premises.open(config)
        let suppliers = Suppliers(premises)
        try await suppliers.reloadKeys(premises)
        let answer = await AdminCommands(premises: premises, suppliers: suppliers, house: nil)
            .answer(request.json)
        try await suppliers.shutdown()
        premises.close()
        return (answer.isDone, answer.body)
    }

    /// The socket is reached by a path relative to the folder: socket paths are limited to 108 bytes.
    private func askServer(
        _ request: AdminRequest,
        in folder: DataFolder
    ) async throws -> (isDone: Bool, body: JSONValue) {
        try folder.enter()
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            var call = HTTPClientRequest(url: "http+unix://admin.sock/admin")
            call.method = .POST
            call.headers.add(name: "Content-Type", value: "application/json")
            call.body = .bytes(ByteBuffer(bytes: request.json.bytes()))
            let response = try await client.execute(call, timeout: .minutes(10))
            let body = try await response.body.collect(upTo: 16_000_000)
            try await client.shutdown()
            return (
                response.status == .ok,
                try JSONValue.parse(body.readableBytesView, excessMarks: .cut)
            )
        } catch {
            try? await client.shutdown()
            throw CommandFailure(
                .unexpected,
                "A server runs on \(folder.path) but does not answer its socket: \(error). "
                    + "Use the same user as the server."
            )
        }
    }
}
