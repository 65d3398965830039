import Domain
import Egress
import HTTPTypes
import Storage

extension APIError {
    /// What any error thrown on the way means to the caller.
    init(_ error: any Error, credit: CreditValue) {
        switch error {
        case let error as APIError: self = error
        case let error as FaultAfterAccept: self = .fault(after: error.tasks)
        case let error as InputProblem:
            self = .unprocessable(error.message + " Nothing was charged.", param: error.field)
        case let error as InsufficientCredit: self = .insufficient(error, credit)
        case let error as CapReached: self = .capReached(error)
        case let error as RateLimited: self = .rateLimited(error)
        case let error as ReplayMismatch: self = .mismatch(error)
        case is CellTaken:
            self = .conflict("already_ordered", "This was ordered before. Nothing was charged now.")
        case let error as OutputTooLarge: self = .tooLarge(error.limit)
        case let error as UploadsFull: self = .uploadsFull(error)
        case let error as FileError where error.isFull:
            self = .maintenance("The disk is full. Nothing was charged.")
        case is FileError:
            self = .maintenance(
                "The server's files cannot be read or written at the moment. Nothing was charged."
            )
        case let error as DatabaseError where error.isDisk || error == .closed:
            self = .maintenance("The storage cannot take work at the moment. Nothing was charged.")
        default: self = .internalFault
        }
    }

    private static func mismatch(_ error: ReplayMismatch) -> APIError {
        let name = if case .clientTask = error.key { "taskId" } else { "Idempotency-Key" }
        return .unprocessable(
            "This '\(name)' was used for another request (task \(error.taskID)). Use a new one. "
                + "Nothing was charged.",
            param: name,
            type: "idempotency_mismatch"
        )
    }

    private static func insufficient(_ error: InsufficientCredit, _ credit: CreditValue) -> APIError
    {
        APIError(
            code: 402,
            status: HTTPResponse.Status(code: 402, reasonPhrase: "Payment Required"),
            type: "insufficient_credits",
            message:
                "The balance does not cover this: \(credit.creditsFixed(error.needed)) credits "
                + "($\(error.needed.dollars)) needed, \(credit.creditsFixed(error.available)) "
                + "($\(error.available.dollars)) available. Nothing was charged. Add credit."
        )
    }

    private static func capReached(_ error: CapReached) -> APIError {
        if [.playgroundAccount, .playgroundHouse].contains(error.kind) {
            return allowanceUsedUp(error)
        }
        let resets =
            error.resetsAt.map { "It resets at \($0.iso8601)." }
            ?? "It does not reset by itself: raise it."
        return APIError(
            code: 433,
            status: .forbidden,
            type: "spend_limit_exceeded",
            message: "The spend cap of the \(error.kind.rawValue) for the \(error.window.rawValue) "
                + "($\(error.cap.dollars), used $\(error.used.dollars)) does not allow this. "
                + "\(resets) Nothing was charged."
        )
    }

    private static func allowanceUsedUp(_ error: CapReached) -> APIError {
        let whose = error.kind == .playgroundHouse ? "what the house gives in a day" : "your share"
        return APIError(
            code: 433,
            status: .forbidden,
            type: "allowance_used_up",
            message: "Today's free allowance does not cover this: $\(error.used.dollarsFixed) of "
                + "$\(error.cap.dollarsFixed), \(whose), is used. It begins again at 00:00 UTC. "
                + "Nothing was charged."
        )
    }

    private static func rateLimited(_ error: RateLimited) -> APIError {
        let window = error.limit.window.wholeMilliseconds / 1_000
        return APIError(
            code: 429,
            status: .tooManyRequests,
            type: "rate_limit_exceeded",
            message: "More than \(error.limit.count) requests in \(window) s with this key. Not "
                + "queued, nothing charged. Try again in \(error.retryAfterSeconds) s.",
            retryAfter: error.retryAfterSeconds,
            retryAfterMilliseconds: error.retryAfter.wholeMilliseconds,
            isTransient: true,
            headers: RateLimitHeaders.make(
                error.limit,
                remaining: 0,
                resetSeconds: error.retryAfterSeconds
            ).merging(
                OpenAIEnvelope.rateLimit(
                    error.limit,
                    remaining: 0,
                    resetSeconds: error.retryAfterSeconds
                )
            ) { $1 }
        )
    }
}
