import Testing
import aigenerate

@Suite struct ShowingProgress {
    private static let line = ProgressLine(
        label: "drawing",
        percent: 61,
        elapsed: .milliseconds(6_140),
        taskID: "task_01JD"
    )

    @Test func `the whole line has a bar, a share, a time and the task`() {
        #expect(
            Self.line.text(columns: 80, colour: false)
                == "drawing ██████████░░░░░░░░   61 %  6.1 s   task_01JD"
        )
    }

    @Test func `colour only dims the task`() {
        let plain = Self.line.text(columns: 80, colour: false)
        let coloured = Self.line.text(columns: 80, colour: true)
        #expect(coloured.contains("\u{1B}[2mtask_01JD\u{1B}[0m"))
        let stripped = coloured.replacing("\u{1B}[2m", with: "").replacing("\u{1B}[0m", with: "")
        #expect(stripped == plain)
    }

    @Test(arguments: 0...80)
    func `no line is as wide as the terminal`(columns: Int) {
        let text = Self.line.text(columns: columns, colour: false)
        #expect(text.count <= max(0, columns - 1))
    }

    @Test func `what does not fit is left out, the task first`() {
        #expect(Self.line.text(columns: 45, colour: true).hasSuffix("6.1 s"))
        #expect(Self.line.text(columns: 20, colour: true) == "drawing  61 %")
    }

    @Test(arguments: [
        (-5, "░░░░░░░░░░░░░░░░░░    0 %"), (0, "░░░░░░░░░░░░░░░░░░    0 %"),
        (99, "█████████████████░   99 %"), (100, "██████████████████  100 %"),
        (250, "██████████████████  100 %"),
    ])
    func `the bar is full at the end and not before`(percent: Int, expected: String) {
        var line = Self.line
        line.percent = percent
        #expect(line.text(columns: 80, colour: false).contains(expected))
    }

    @Test(arguments: [
        (Duration.milliseconds(0), "0.0 s"), (.milliseconds(59_999), "59.9 s"),
        (.seconds(60), "1 min 0 s"), (.seconds(754), "12 min 34 s"),
    ])
    func `times are short`(elapsed: Duration, expected: String) {
        var line = Self.line
        line.elapsed = elapsed
        #expect(line.text(columns: 80, colour: false).contains("%  \(expected)   task"))
    }
}
