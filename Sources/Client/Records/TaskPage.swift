public import Foundation

/// Which tasks to list. Every condition that is given must hold.
public struct TaskFilter: Hashable, Sendable {
    public var state: TaskState?
    public var model: String?
    /// The id of the key that ordered.
    public var key: String?
    /// Pairs that the task's metadata must hold.
    public var metadata: [String: String]
    /// Created at this moment or later.
    public var from: Date?
    /// Created before this moment.
    public var to: Date?
    /// Tasks per page.
    public var limit: Int?

    public init(
        state: TaskState? = nil,
        model: String? = nil,
        key: String? = nil,
        metadata: [String: String] = [:],
        from: Date? = nil,
        to: Date? = nil,
        limit: Int? = nil
    ) {
        self.state = state
        self.model = model
        self.key = key
        self.metadata = metadata
        self.from = from
        self.to = to
        self.limit = limit
    }

    func query(cursor: String?) -> [(name: String, value: String)] {
        let fixed: [(String, String?)] = [
            ("state", state?.rawValue),
            ("model", model),
            ("key", key),
            ("from", from.map(Self.milliseconds)),
            ("to", to.map(Self.milliseconds)),
            ("limit", limit.map(String.init)),
            ("cursor", cursor),
        ]
        let pairs = metadata.sorted { $0.key < $1.key }.map { ("metadata[\($0.key)]", $0.value) }
        return fixed.compactMap { name, value in value.map { (name, $0) } } + pairs
    }

    private static func milliseconds(_ date: Date) -> String {
        String(Int64((date.timeIntervalSince1970 * 1_000).rounded()))
    }
}

/// Some tasks, newest first, and where to go on.
public struct TaskPage: Hashable, Sendable, Decodable {
    public let tasks: [TaskRecord]
    /// Give it to `list(_:after:)` for the next page; nil on the last.
    public let nextCursor: String?
}
