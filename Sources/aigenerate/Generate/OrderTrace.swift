import AIGenerateClient
import Foundation
import Synchronization

/// What is known of an order so far, for the person who has to go on by hand when something fails:
/// what was bought must never be lost with the command.
final class OrderTrace: Sendable {
    private struct Facts {
        var wasSent = false
        var taskID: String?
        var record: TaskRecord?
        var saved: [SavedFile] = []
    }

    // The order goes on in one task, and an interrupt is told in another.
    private let facts = Mutex(Facts())

    /// From here on the server may have taken the order.
    func sent() { facts.withLock { $0.wasSent = true } }
    func accepted(_ taskID: String) { facts.withLock { $0.taskID = taskID } }
    func ended(_ record: TaskRecord) {
        facts.withLock { ($0.taskID, $0.record) = (record.taskID, record) }
    }
    func saved(_ file: SavedFile) { facts.withLock { $0.saved.append(file) } }

    var wasSent: Bool { facts.withLock(\.wasSent) }
    /// The server's name of the task, once it has said it.
    var taskID: String? { facts.withLock(\.taskID) }
    var record: TaskRecord? { facts.withLock(\.record) }
    var savedFiles: [SavedFile] { facts.withLock(\.saved) }

    /// Images that were paid for and are not where they were wanted.
    var unsaved: [TaskOutput] {
        facts.withLock { facts in
            guard let record = facts.record, record.state == .success else { return [] }
            return record.outputs.filter { output in !facts.saved.contains { $0.output == output } }
        }
    }

    /// A line for each thing that is needed to fetch the images later; empty before the server has
    /// taken the order, and for a task that failed.
    func lines(_ client: AIGenerateClient) -> [String] {
        guard let taskID, record?.state != .fail else { return [] }
        var lines = ["task: \(taskID)"]
        lines += savedFiles.filter { $0.path != "-" }.map { "saved: \($0.path)" }
        lines += unsaved.map { "image: \(client.address(of: $0))" }
        if record == nil { lines.append("record: \(client.recordAddress(of: taskID))") }
        return lines
    }
}
