import Domain
import HTTPTypes
import Hummingbird
import Storage

/// What a task's owner can do with it: cancel it, run it again, delete its pictures.
struct TaskActions: Sendable {
    let house: House

    /// `POST …/cancel`
    func cancel(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        _ = try await FormBody(request)
        let task = try await house.ownTask(visitor, context)
        _ = try await house.store.cancel(task.id)
        return .seeOther("/dashboard/tasks/" + task.id.text)
    }

    /// `POST …/again`: the same order, paid from the balance at no more than the button said. A form
    /// that is sent twice orders once.
    func again(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let body = try await FormBody(request)
        let task = try await house.ownTask(visitor, context)
        let key = try await house.store.builtInKey(account: visitor.accountID)
        var headers = HTTPFields()
        if let name = HeaderName.idempotencyKey, let token = body["token"] { headers[name] = token }
        let most = body["most"].flatMap { Int64($0) }.map { MicroUSD($0) } ?? .zero
        let order = try house.order(like: task, headers)
        let outcome = try await AcceptTask(house: house)(
            order,
            Caller(key: key),
            requestID: context.requestID,
            from: .balance(atMost: most)
        )
        switch outcome {
        case .new: return .seeOther("/dashboard/tasks/" + order.taskID(house).text)
        case .replayed(let first): return .seeOther("/dashboard/tasks/" + first.text)
        }
    }

    /// `GET …/delete`: asks once more, for it cannot be taken back.
    func confirm(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        let task = try await house.ownTask(visitor, context)
        return try await DashboardPage(house: house).answer(
            "dashboard-delete",
            "Delete the pictures",
            path: "/dashboard/tasks/" + task.id.text,
            [
                "id": .string(task.id.text), "prompt": .string(task.prompt),
                "count": .string(ShopWindow.plural(task.outputs.count, "picture")),
            ],
            for: visitor,
            to: request
        )
    }

    /// `POST …/delete`: files first, then the record says so.
    func delete(
        _ visitor: Visitor,
        _ request: Request,
        _ context: APIContext
    ) async throws -> Response {
        _ = try await FormBody(request)
        let task = try await house.ownTask(visitor, context)
        if task.state == .success {
            try await house.files.delete(task.outputs.map(\.path))
            try await house.store.endOutputs(of: task.id)
        }
        return .seeOther("/dashboard/tasks/" + task.id.text)
    }
}

extension House {
    /// Another account's task is no task, byte for byte.
    func ownTask(_ visitor: Visitor, _ context: APIContext) async throws -> MediaTask {
        let id = context.parameters.get("id") ?? ""
        guard let task = try await store.task(id, account: visitor.accountID) else {
            throw APIError.noSuchPage
        }
        return task
    }

    /// Model and input of a task, ordered anew.
    func order(like task: MediaTask, _ headers: HTTPFields = HTTPFields()) throws -> TaskOrder {
        let input = (try? JSONValue.parse(task.body, excessMarks: .cut))?["input"] ?? [:]
        return try TaskOrder(
            body: ["model": .string(task.slug), "input": input],
            headers: headers,
            path: "again"
        )
    }

    /// What it would cost now; nil: it cannot be had now.
    func price(again task: MediaTask, _ visitor: Visitor) async throws -> MicroUSD? {
        let key = try await store.builtInKey(account: visitor.accountID)
        guard let order = try? order(like: task),
            let priced = try? await PriceTask(house: self)(order, Caller(key: key))
        else { return nil }
        return priced.payer == .none ? .zero : priced.quote.hold
    }
}
