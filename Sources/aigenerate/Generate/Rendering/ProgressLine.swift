/// The one line that shows how a task stands, made to fit the terminal:
/// `drawing ███████████░░░░░░░  61 %  6.1 s   task_01JD…`
package struct ProgressLine: Sendable {
    package var label: String
    /// 0 to 100.
    package var percent: Int
    package var elapsed: Duration
    package var taskID: String

    package init(label: String, percent: Int, elapsed: Duration, taskID: String) {
        self.label = label
        self.percent = percent
        self.elapsed = elapsed
        self.taskID = taskID
    }

    static let cells = 18

    /// The line in at most `columns` columns less one: a full last column makes some terminals
    /// begin a new line, and the old one would stay. What does not fit is left out, the id first.
    package func text(columns: Int, colour: Bool) -> String {
        let room = max(0, columns - 1)
        let short = "\(label) \(percentText)"
        let timed = "\(label) \(bar)  \(percentText)  \(elapsedText)"
        let full = timed + "   \(taskID)"
        if full.count <= room { return colour ? timed + "   \u{1B}[2m\(taskID)\u{1B}[0m" : full }
        if timed.count <= room { return timed }
        return String(short.prefix(room))
    }

    private var bar: String {
        let filled = min(max(percent, 0), 100) * Self.cells / 100
        return String(repeating: "█", count: filled)
            + String(repeating: "░", count: Self.cells - filled)
    }

    private var percentText: String {
        let text = String(min(max(percent, 0), 100))
        return String(repeating: " ", count: 3 - text.count) + text + " %"
    }

    private var elapsedText: String {
        let (seconds, attoseconds) = elapsed.components
        guard seconds < 60 else { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\(seconds).\(attoseconds / 100_000_000_000_000_000) s"
    }
}
