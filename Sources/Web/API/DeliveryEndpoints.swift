import Domain
import Hummingbird
import Storage

/// `GET /api/v1/webhooks/deliveries?taskId=` and `POST /api/v1/webhooks/deliveries/{id}/resend`.
struct DeliveryEndpoints: Sendable {
    let house: House

    func list(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await house.caller(request, context, scope: .read)
        guard let id = request.uri.queryParameters["taskId"] else {
            throw APIError.malformed("The query parameter 'taskId' is missing.", param: "taskId")
        }
        guard let task = try await house.store.task(String(id), account: caller.accountID) else {
            throw APIError.noSuchTask
        }
        let deliveries = try await house.store.deliveries(of: task.id, account: caller.accountID)
        return Envelope.success(.array(deliveries.map(json)))
    }

    func resend(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await house.caller(request, context, scope: .manage)
        let id = context.parameters.get("id") ?? ""
        guard try await house.store.resendDelivery(id, account: caller.accountID) else {
            throw APIError.notFound("There is no delivery with this id.", param: "id")
        }
        return Envelope.success(["id": .string(id), "state": "pending"])
    }

    private func json(_ delivery: DeliveryRecord) -> JSONValue {
        [
            "id": .string(delivery.id), "taskId": .string(delivery.taskID.text),
            "url": .string(delivery.url), "state": .string(delivery.state),
            "createTime": .int(delivery.createdAt.milliseconds),
            "attempts": .array(delivery.tries.map(json)),
        ]
    }

    private func json(_ attempt: LoggedTry) -> JSONValue {
        [
            "number": .int(Int64(attempt.number)), "time": .int(attempt.at.milliseconds),
            "status": .number(attempt.status.map(Int64.init)), "error": .text(attempt.error),
            "answer": .string(attempt.answer), "ms": .int(attempt.milliseconds),
        ]
    }
}
