extension JSONValue {
    /// For people: members sorted by name, two spaces a level, short arrays on one line.
    package func prettyText(indent: Int = 0) -> String {
        let inner = String(repeating: " ", count: indent + 2)
        let outer = String(repeating: " ", count: indent)
        switch self {
        case .object(let members) where !members.isEmpty:
            let lines = members.sorted { $0.key.isBefore($1.key) }.map { name, value in
                inner + JSONValue.string(name).text() + ": " + value.prettyText(indent: indent + 2)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + outer + "}"
        case .array(let items) where items.contains { $0.isContainer }:
            let lines = items.map { inner + $0.prettyText(indent: indent + 2) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + outer + "]"
        case .array(let items): return "[" + items.map { $0.text() }.joined(separator: ", ") + "]"
        default: return text()
        }
    }

    private var isContainer: Bool {
        switch self {
        case .object, .array: true
        default: false
        }
    }
}
