package import Drawing
import Domain

/// Why the studio gave no picture.
package enum StudioFailure: Error, Hashable, Sendable {
    /// The child said so, and is well.
    case answer(DrawingFailure)
    /// `isMissing`: there is no such program, and trying again will not help.
    case cannotStart(reason: String, isMissing: Bool)
    /// The child died over the request, twice.
    case ended(reason: String)
    /// The picture was not done by its deadline; the child was killed.
    case overdue
    /// The calling task was cancelled before drawing had begun.
    case cancelled
}

extension StudioFailure {
    var asProviderFailure: ProviderFailure {
        switch self {
        case .answer(.notInstalled(let libraries)):
            .unavailable(
                .notInstalled,
                detail: "missing: \(libraries.joined(separator: ", ")). Try: apt-get install "
                    + DrawingStudio.debianPackages.joined(separator: " ")
            )
        case .answer(.unreadableImage(let index, let reason)):
            .invalidInput("Input picture \(index + 1) cannot be read: \(reason).")
        case .answer(.invalid(let reason)): .invalidInput("Cannot be drawn: \(reason).")
        case .answer(.failed(let reason)): .retry(after: nil, detail: "drawing: \(reason)")
        case .cannotStart(let reason, isMissing: true):
            .unavailable(.notInstalled, detail: "the drawing child cannot start: \(reason)")
        case .cannotStart(let reason, isMissing: false):
            .retry(after: .seconds(1), detail: "the drawing child cannot start: \(reason)")
        case .ended(let reason): .retry(after: nil, detail: "the drawing child died: \(reason)")
        case .overdue: .unusable(detail: "drawing took longer than its deadline")
        case .cancelled: .uncertain(.cancelled, detail: "cancelled before drawing")
        }
    }
}
