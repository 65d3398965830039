import Domain
import NIOHTTP1

extension OpenAICompatible {
    /// What to do about an answer that is not a success.
    ///
    /// *Nothing was bought* is said only where it is certain: the provider's own word, or a status
    /// that comes before any work. A 5xx page of some proxy in between says nothing of the sort.
    ///
    /// `body` is as much of it as was read (an error of the provider's own is short); a date in
    /// Retry-After is read by `now`.
    static func failure(
        status: Int,
        headers: HTTPHeaders,
        body: [UInt8],
        key: Secret?,
        now: Timestamp
    ) -> ProviderFailure {
        let traces = KeyTraces(key)
        let error = UpstreamError(body, traces)
        let detail = detail(status, error, headers, traces)
        let wait = RetryAfter.wait(headers, now: now)
        switch status {
        case 300..<400:
            return .unavailable(.notAllowed, detail: detail + ": a redirect; check the base URL")
        case 429:
            return isOutOfQuota(error)
                ? .unavailable(.noQuota, detail: detail) : .retry(after: wait, detail: detail)
        case 400..<500:
            return clientFailure(status, error, wait, detail)
        case 500... where error != nil:
            return .retry(after: wait, detail: detail)
        default:
            return .uncertain(
                .connectionLost,
                detail: detail + ", not in the provider's own words"
            )
        }
    }

    private static func clientFailure(
        _ status: Int,
        _ error: UpstreamError?,
        _ wait: Duration?,
        _ detail: String
    ) -> ProviderFailure {
        if let error, isModeration(error) { return .refused(moderation(error), detail: detail) }
        if isOutOfQuota(error) { return .unavailable(.noQuota, detail: detail) }
        if error?.code == "model_not_found" { return .unavailable(.noSuchModel, detail: detail) }
        switch status {
        case 401, 407: return .unavailable(.badKey, detail: detail)
        case 402: return .unavailable(.noQuota, detail: detail)
        case 403: return .unavailable(.notAllowed, detail: detail)
        case 404, 405, 410: return .unavailable(.noSuchModel, detail: detail)
        case 408, 409, 425:
            // Their own word that the request was not taken up; else it is a proxy's guess.
            return error == nil
                ? .uncertain(.connectionLost, detail: detail) : .retry(after: wait, detail: detail)
        default:
            let message = error?.message ?? "The provider could not read the request."
            return .refused(Refusal(kind: .invalidInput, message: message), detail: detail)
        }
    }

    private static let quotaCodes: Set<String> = [
        "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded", "organization_usage_limit_exceeded",
        "billing_hard_limit_reached", "billing_not_active",
    ]

    private static func isOutOfQuota(_ error: UpstreamError?) -> Bool {
        guard let error else { return false }
        return error.type == "insufficient_quota" || quotaCodes.contains(error.code)
    }

    private static let moderationCodes: Set<String> = [
        "moderation_blocked", "content_policy_violation", "content_filter", "contentFilter",
    ]

    private static func isModeration(_ error: UpstreamError) -> Bool {
        moderationCodes.contains(error.code) || error.type == "image_generation_user_error"
    }

    private static func moderation(_ error: UpstreamError) -> Refusal {
        let isOutput = error.moderationStage == "output"
        let subject = isOutput ? "the picture that was made" : "the request"
        let categories =
            error.categories.isEmpty ? "" : " (\(error.categories.joined(separator: ", ")))"
        return Refusal(
            kind: isOutput ? .moderatedOutput : .moderatedInput,
            message: "The provider's safety system blocked \(subject)\(categories).",
            // Nobody says whether a picture that was made and then blocked is billed: expect it.
            isBilled: isOutput
        )
    }

    /// For the operator: codes and ids, never a message, which may repeat a prompt or part of a
    /// key.
    private static func detail(
        _ status: Int,
        _ error: UpstreamError?,
        _ headers: HTTPHeaders,
        _ traces: KeyTraces
    ) -> String {
        var detail = "HTTP \(status)"
        if let error {
            let names = [error.code, error.type].filter { !$0.isEmpty }.map(UpstreamError.word)
            if !names.isEmpty { detail += " " + names.joined(separator: ", ") }
        }
        if let id = requestID(headers, traces) { detail += ", request \(id)" }
        return detail
    }

    static func requestID(_ headers: HTTPHeaders, _ traces: KeyTraces) -> String? {
        headers.first(name: "x-request-id").map { UpstreamError.word(traces.hidden(in: $0)) }
    }
}
