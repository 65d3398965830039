import Egress
import Hummingbird
import Logging

/// What an operator looks for after something went wrong.
enum SecurityEvent: String, Sendable {
    case loggedIn = "logged in"
    case loggedOut = "logged out"
    case logInRefused = "log-in refused"
    case secondStepRefused = "second step refused"
    case newPassword = "new password by letter"
}

extension House {
    /// One line: who came in or was kept out, from where. Addresses of people's mail are not logged,
    /// accounts are.
    func noted(
        _ event: SecurityEvent,
        account: Int64? = nil,
        _ request: Request,
        _ context: APIContext
    ) {
        var metadata: Logger.Metadata = [
            "from": "\(clientText(request, context))", "request": "\(context.requestID)",
        ]
        if let account { metadata["account"] = "\(account)" }
        logger.notice("\(event.rawValue)", metadata: metadata)
    }

    /// A key, a session or a form that was not let in: who tries shows in the log.
    func noteRefusal(_ request: Request, _ status: Int, _ context: APIContext) {
        let network = clientAddress(request, context).map { "\($0.network)" } ?? ""
        guard let unsaid = refusals.count("\(status) \(network)") else { return }
        logger.notice(
            "refused",
            metadata: [
                "status": "\(status)", "method": "\(request.method.rawValue)",
                "path": "\(request.uri.path)", "from": "\(clientText(request, context))",
                "request": "\(context.requestID)", "unsaid": "\(unsaid)",
            ]
        )
    }

    /// Somebody tries too often: a line a minute for each network.
    func noteThrottled(
        _ kind: String,
        _ network: String,
        from: String,
        requestID: String
    ) {
        guard let unsaid = refusals.count("throttled \(kind) \(network)") else { return }
        logger.notice(
            "throttled",
            metadata: [
                "what": "\(kind)", "network": "\(network)", "from": "\(from)",
                "request": "\(requestID)", "unsaid": "\(unsaid)",
            ]
        )
    }
}
