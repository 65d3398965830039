import Domain
import HTTPTypes
import Logging

/// Our own fault after an order was accepted. The task goes on, so the answer names it and does not say
/// that nothing was charged.
struct FaultAfterAccept: Error {
    /// The tasks that were accepted.
    let tasks: [TaskID]
    let cause: any Error
}

/// Runs what follows an accepted order. A refusal in plain words stays one; anything else names the task.
func afterAccept<T>(
    _ tasks: TaskID...,
    work: () async throws -> T
) async throws -> T {
    do {
        return try await work()
    } catch let error as APIError {
        throw error
    } catch let error as CancellationError {
        throw error
    } catch let error as FaultAfterAccept {
        throw error
    } catch {
        throw FaultAfterAccept(tasks: tasks, cause: error)
    }
}

extension APIError {
    /// What follows an order that was accepted could not be done.
    static func fault(after tasks: [TaskID]) -> APIError {
        let names = tasks.map(\.text).joined(separator: ", ")
        let (subject, verb) = tasks.count == 1 ? ("Task", "was") : ("Tasks", "were")
        return APIError(
            code: 500,
            status: .internalServerError,
            type: "internal_error",
            message: "Something went wrong on our side after the order was taken. "
                + "\(subject) \(names) \(verb) accepted, \(tasks.count == 1 ? "goes" : "go") on, and "
                + "\(tasks.count == 1 ? "is" : "are") charged only on success. See GET "
                + "/api/v1/jobs/recordInfo?taskId=\(tasks.first?.text ?? "") before you order again.",
            isTransient: true
        )
    }
}

extension House {
    /// For answers that have begun, whose errors reach no other log. Nothing of a picture has left then.
    func fault(_ error: any Error, after task: TaskID) -> APIError {
        logger.error(
            "an answer could not be finished",
            metadata: ["task": "\(task)", "error": "\(error)"]
        )
        return .fault(after: [task])
    }
}
