import Domain
import Foundation
import Hummingbird
import Storage

/// `GET /api/v1/jobs/list`: newest first, by state, model, key, metadata[name] and time, with a
/// cursor that stays right while new tasks arrive.
struct ListTasks: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await house.caller(request, context, scope: .read)
        var filter = TaskFilter(accountID: caller.accountID, limit: 20)
        for (name, value) in request.uri.queryParameters {
            // Names come as they were sent, and most clients encode the brackets.
            try apply(PercentEncoding.text(String(name)), String(value), to: &filter)
        }
        filter.limit += 1
        var tasks = try await house.store.tasks(filter)
        let hasMore = tasks.count == filter.limit
        if hasMore { tasks.removeLast() }
        let now = house.store.clock.wall()
        return Envelope.success([
            "tasks": .array(tasks.map { .object(house.record.object($0, now: now)) }),
            "nextCursor": hasMore ? .text(tasks.last?.id.text) : nil,
        ])
    }

    private func apply(
        _ name: String,
        _ value: String,
        to filter: inout TaskFilter
    ) throws(APIError) {
        switch name {
        case "state": filter.states = try states(value)
        case "model": filter.slug = house.catalog.variant(value)?.slug ?? value
        case "key": filter.keyID = try number(name, value)
        case "from": filter.from = Timestamp(milliseconds: try number(name, value))
        case "to": filter.to = Timestamp(milliseconds: try number(name, value))
        case "limit":
            let limit = try number(name, value)
            guard (1...Int64(Limits.listPage)).contains(limit) else {
                throw .malformed("'limit' must be from 1 to \(Limits.listPage).", param: name)
            }
            filter.limit = Int(limit)
        case "cursor":
            guard let id = TaskID(value) else {
                throw .malformed("'cursor' must be a nextCursor of this list.", param: name)
            }
            filter.before = id
        default:
            guard name.hasPrefix("metadata["), name.hasSuffix("]"), !name.contains("\"") else {
                throw .malformed(
                    "Unknown filter '\(name)'. Allowed: state, model, key, metadata[name], from, "
                        + "to, cursor, limit.",
                    param: name
                )
            }
            filter.metadata = (String(name.dropFirst(9).dropLast()), value)
        }
    }

    private func states(_ value: String) throws(APIError) -> [TaskState] {
        switch value {
        case "waiting", "queuing": return [.waiting]
        case "generating": return [.generating]
        case "success": return [.success]
        case "fail": return [.fail]
        default:
            throw .malformed(
                "'state' must be one of waiting, queuing, generating, success, fail.",
                param: "state"
            )
        }
    }

    private func number(_ name: String, _ value: String) throws(APIError) -> Int64 {
        guard let number = Int64(value), number >= 0 else {
            throw .malformed("'\(name)' must be a whole number.", param: name)
        }
        return number
    }
}
