import AIGenerateClient

/// The live line on stderr. Protects the terminal's last line, which both news of the task and the
/// running clock write to.
actor ProgressDisplay {
    private let terminal: Terminal
    private let start = ContinuousClock().now
    private var line: ProgressLine?

    init(terminal: Terminal) {
        self.terminal = terminal
    }

    func show(_ state: TaskState, percent: Int, of taskID: String) {
        line = ProgressLine(
            label: Self.label(state),
            percent: percent,
            elapsed: .zero,
            taskID: taskID
        )
        draw()
    }

    /// Keeps the clock on the line running until the calling task is cancelled.
    func run() async {
        guard terminal.isInteractive, !terminal.isQuiet else { return }
        while !Task.isCancelled {
            draw()
            // Being cancelled is how this ends.
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Leaves nothing behind.
    func clear() {
        guard line != nil, terminal.isInteractive, !terminal.isQuiet else { return }
        line = nil
        Terminal.write("\r\u{1B}[2K")
    }

    private func draw() {
        guard var line, terminal.isInteractive, !terminal.isQuiet else { return }
        line.elapsed = start.duration(to: ContinuousClock().now)
        let text = line.text(columns: terminal.columns, colour: terminal.hasColour)
        Terminal.write("\r\u{1B}[2K" + text)
    }

    private static func label(_ state: TaskState) -> String {
        switch state {
        case .waiting: "waiting"
        case .queuing: "queuing"
        case .generating: "drawing"
        case .success: "fetching"
        case .fail: "failed"
        }
    }
}
