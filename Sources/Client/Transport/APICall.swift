import Foundation
import NIOHTTP1

/// One request to the API, before it is put on a connection.
struct APICall: Sendable {
    var method: HTTPMethod
    /// Starts with a slash; segments are escaped already.
    var path: String
    var query: [(name: String, value: String)] = []
    /// JSON.
    var body: Data?
    /// In the place of `body`.
    var form: FormFile?
    var idempotencyKey: String?
    /// Anybody may ask: no key is sent.
    var isPublic = false
    /// How long one try may take.
    var limit = Limits.call

    static func get(_ path: String, query: [(name: String, value: String)] = []) -> APICall {
        APICall(method: .GET, path: path, query: query)
    }

    /// A POST whose body is `value` as JSON.
    static func post(_ path: String, _ value: some Encodable) throws(AIGenerateError) -> APICall {
        let encoder = JSONEncoder()
        // Sorted, so that a repeated request is the same to the byte.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return APICall(method: .POST, path: path, body: try encoder.encode(value))
        } catch {
            throw .invalidInput("The request cannot be written as JSON: \(error)")
        }
    }
}

/// What came back with a 2xx status.
struct APIAnswer: Sendable {
    let headers: HTTPHeaders
    let body: Data
}

/// The frame of every answer.
struct Envelope<Payload: Decodable>: Decodable {
    let data: Payload
}
