package import AIGenerateClient

/// How a refused call or a failed task ends the command.
extension ExitReason {
    package init(_ error: AIGenerateError) {
        self =
            switch error {
            case .server(let answer): ExitReason(serverCode: answer.code)
            case .timedOut: .timedOut
            case .invalidInput, .invalidServer: .usage
            case .transport, .verification, .unexpectedAnswer, .file: .unexpected
            case .cancelled: .interrupted
            }
    }

    /// By the contract's code, which is finer than the HTTP status (433 is a 403 on the wire).
    private init(serverCode: Int) {
        self =
            switch serverCode {
            case 401, 403: .forbidden
            case 402, 433: .unpaid
            // The order names something that is not there, does not fit, or is no longer sold.
            case 400, 404, 413, 422, 505: .usage
            default: .unexpected
            }
    }

    /// Why a task failed; nil where the server did not say.
    package init(_ failure: FailClass?) {
        self =
            switch failure {
            case .moderatedInput, .moderatedOutput: .refused
            case .invalidInput: .usage
            case .cancelled: .unexpected
            default: .providerFailed
            }
    }
}

extension CommandFailure {
    /// With the id that an order was sent under, where one was: whether it was accepted is unknown
    /// when the answer was lost.
    package init(_ error: AIGenerateError, server: String, orderID: String?) {
        var message = error.description
        if case .server(let answer) = error, answer.code == 401 {
            message += "\nGive a key that is valid by AIGENERATE_API_KEY or --key."
        }
        if case .transport = error {
            message += "\nIs \(server) the right server, and is it running?"
        }
        if let orderID, error.leavesOrderOpen {
            message += "\nIf the order arrived it goes on as task \(orderID)."
        }
        self.init(ExitReason(error), message)
    }
}

extension AIGenerateError {
    /// Whether the server took the order is not known: its answer was lost, is not understood, or
    /// is a proxy's page.
    fileprivate var leavesOrderOpen: Bool {
        switch self {
        case .transport, .unexpectedAnswer, .timedOut: true
        case .server(let answer): answer.type == nil && answer.status >= 500
        default: false
        }
    }
}
