import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

extension AIGenerateClient {
    /// Sends a call, with retries, and reads `data` out of the answer's envelope.
    func fetch<Payload: Decodable>(
        _ call: APICall,
        as payload: Payload.Type = Payload.self
    ) async throws(AIGenerateError) -> (data: Payload, headers: HTTPHeaders) {
        let answer = try await send(call)
        do {
            let envelope = try JSONDecoder().decode(Envelope<Payload>.self, from: answer.body)
            return (envelope.data, answer.headers)
        } catch {
            throw .unexpectedAnswer(UnexpectedAnswer(error, path: call.path, answer.headers))
        }
    }

    /// Sends a call, with retries.
    func send(_ call: APICall) async throws(AIGenerateError) -> APIAnswer {
        var tries = 0
        while true {
            let failure: AIGenerateError
            do throws(AIGenerateError) {
                return try await sendOnce(call)
            } catch {
                failure = error
            }
            tries += 1
            let pause = RetryRule.pause(after: failure, tries: tries, chance: pace.chance())
            guard let pause else { throw failure }
            try await pace.pause(pause)
        }
    }

    private func sendOnce(_ call: APICall) async throws(AIGenerateError) -> APIAnswer {
        let request = request(for: call)
        // The HTTP client's own deadline ends with the head of the answer; a body that trickles
        // must not hold the caller either, so both are raced against the clock here. A second
        // later, because the HTTP client knows better what it was waiting for.
        let (status, answer) = try await within(call.limit + .seconds(1)) { [http] in
            let deadline = NIODeadline.now() + TimeAmount(call.limit)
            let response = try await http.execute(request, deadline: deadline)
            let body = try await response.body.collect(upTo: Limits.answerBytes)
            let answer = APIAnswer(headers: response.headers, body: Data(body.readableBytesView))
            return (Int(response.status.code), answer)
        }
        guard (200..<300).contains(status) else {
            throw .server(ServerError(status: status, headers: answer.headers, body: answer.body))
        }
        return answer
    }

    private func request(for call: APICall) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: server.url(call.path, query: call.query))
        request.method = call.method
        if !call.isPublic { request.headers.add(name: "authorization", value: key.bearer) }
        request.headers.add(name: "accept", value: "application/json")
        request.headers.add(name: "user-agent", value: Self.userAgent)
        if let key = call.idempotencyKey {
            request.headers.add(name: "idempotency-key", value: key)
        }
        if let body = call.body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        if let form = call.form {
            request.headers.add(name: "content-type", value: form.contentType)
            request.body = form.body
        }
        return request
    }

    static let userAgent = "aigenerate-swift/0.1"
}

/// Runs work that must end in time: when it does not, it is cancelled and the call has failed.
func within<Value: Sendable>(
    _ limit: Duration,
    _ work: @escaping @Sendable () async throws -> Value
) async throws(AIGenerateError) -> Value {
    do {
        return try await withThrowingTaskGroup(of: Value.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw TransportFault.tooSlow(limit)
            }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    } catch let error as AIGenerateError {
        throw error
    } catch {
        throw Task.isCancelled ? .cancelled : .transport(TransportFault(error))
    }
}
