extension JSONValue {
    /// Whether a text in it holds a NUL character, which reading JSON refuses: what has one could be written
    /// and never be read again.
    package var holdsNUL: Bool {
        switch self {
        case .string(let text): text.utf8.contains(0)
        case .array(let values): values.contains(where: \.holdsNUL)
        case .object(let members):
            members.contains { $0.key.utf8.contains(0) || $0.value.holdsNUL }
        case .null, .bool, .int, .decimal, .stored: false
        }
    }
}
