import Domain
import Hummingbird
import NIOCore

enum RequestBody {
    /// The body as a JSON object. 413 above the limit, 400 with the place when it is not JSON.
    static func json(
        _ request: Request,
        limit: Int = Limits.jsonBody
    ) async throws -> [String: JSONValue] {
        try request.checkLength(Int64(limit))
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw APIError.tooLarge(Int64(limit))
        }
        do throws(JSONSyntaxError) {
            let value = try JSONValue.parse(buffer.readableBytesView)
            guard let members = value.objectValue else {
                throw JSONSyntaxError(message: "expected an object", offset: 0)
            }
            return members
        } catch {
            throw APIError(error)
        }
    }
}
