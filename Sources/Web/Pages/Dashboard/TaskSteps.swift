import Domain

extension MediaTask {
    /// What happened, in order: `time` and `text` of each step.
    ///
    /// - isOperator: names the providers
    func steps(isOperator: Bool) -> JSONValue {
        var steps: [(Timestamp, String)] = [(createdAt, "Accepted, and its price held")]
        for attempt in attempts {
            let name = isOperator ? attempt.provider : "the provider"
            steps.append((attempt.startedAt, "Sent to \(name), try \(attempt.number)"))
            if let endedAt = attempt.endedAt {
                let subject = isOperator ? attempt.provider : "The provider"
                steps.append((endedAt, "\(subject) \(attempt.outcomeWords)"))
            }
        }
        if let completedAt {
            let end =
                state == .success
                ? "Kept and paid" : "\(stateWord). Not charged, all of it returned"
            steps.append((completedAt, end))
        }
        return .array(
            steps.map { ["time": .string($0.0.forPeople), "text": .string($0.1)] }
        )
    }
}

extension Attempt {
    /// What the provider did, to stand behind its name. The record has the word of the API.
    var outcomeWords: String {
        switch outcome {
        case "running": "is drawing"
        case "success": "delivered"
        case "retry": "could not take it now"
        case "unavailable": "cannot take it"
        case "refused": "refused it"
        case "unusable": "gave an answer that could not be used"
        case "cancelled": "was told to stop"
        case "not_sent": "was not asked"
        case "not_kept": "delivered, and it could not be stored"
        case "crashed": "was asked when the server stopped"
        default: outcome.hasPrefix("uncertain") ? "gave no clear answer" : outcome
        }
    }
}
