import Foundation

/// What a task tells while it goes on.
public enum TaskEvent: Sendable {
    /// Where it stands: at once, and at every change.
    case state(TaskProgress)
    /// A half-done picture, where `partial_images` asked for some. Its address is of use until the
    /// task ends.
    case partialImage(PartialImage)
    /// It has ended; nothing follows.
    case done(TaskRecord)
}

/// A task's state between its order and its end.
public struct TaskProgress: Sendable, Hashable, Decodable {
    /// The server's id of the task.
    public let taskID: String
    public let state: TaskState
    /// 0 to 100, from the model's usual time.
    public let progress: Int

    enum CodingKeys: String, CodingKey {
        case taskID = "taskId"
        case state, progress
    }
}

/// A picture that is not finished.
public struct PartialImage: Sendable, Hashable, Decodable {
    /// 0 first, in each attempt.
    public let index: Int
    /// 1 for the first call to a provider.
    public let attempt: Int
    /// Where the picture is, until the task ends.
    public let url: String
}
