package import Domain
import HTTPTypes
package import Hummingbird
import NIOCore

/// The operator's door: a socket file in the data folder, whose permissions are the authorisation.
/// It takes one JSON command and gives one JSON answer.
package enum AdminSocket {
    package struct Answer: Sendable {
        package let isDone: Bool
        package let body: JSONValue

        package init(isDone: Bool, body: JSONValue) {
            self.isDone = isDone
            self.body = body
        }
    }

    package static func router(
        _ perform: @escaping @Sendable (JSONValue) async -> Answer
    ) -> Router<BasicRequestContext> {
        let router = Router()
        router.post("/admin") { request, _ -> Response in
            let command = JSONValue.object(try await RequestBody.json(request))
            let answer = await perform(command)
            return Envelope.respond(answer.isDone ? .ok : .badRequest, answer.body, [:])
        }
        return router
    }
}
