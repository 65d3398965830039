/// An API key that does not show itself: printing it gives its family and its last four characters.
struct ClientKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: String

    init(_ value: String) {
        self.value = value
    }

    /// The value of the `Authorization` header.
    var bearer: String { "Bearer \(value)" }

    var description: String {
        // A key shorter than this would give away too much of itself.
        guard value.count >= 20 else { return "<secret>" }
        let family = value.hasPrefix("sk-aig-test-") ? "sk-aig-test-" : "sk-aig-"
        return "\(value.hasPrefix(family) ? family : "")…\(value.suffix(4))"
    }

    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
