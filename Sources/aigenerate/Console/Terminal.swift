import Foundation

/// Where messages to the person go: stderr, because stdout is for data only.
struct Terminal: Sendable {
    /// Says nothing but failures.
    let isQuiet: Bool
    /// stderr is a terminal that understands cursor movement.
    let isInteractive: Bool
    /// Colour is wanted and can be shown.
    let hasColour: Bool

    /// - isDumb: the terminal cannot move its cursor.
    /// - refusesColour: the person asked for none.
    init(isQuiet: Bool, isDumb: Bool, refusesColour: Bool) {
        self.isQuiet = isQuiet
        isInteractive = isatty(STDERR_FILENO) == 1 && !isDumb
        hasColour = isInteractive && !refusesColour
    }

    /// Columns of the terminal behind stderr; 80 where it does not tell.
    var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    func say(_ line: String) {
        if !isQuiet { Terminal.write(line + "\n") }
    }

    /// To stderr as it is. A message that cannot be shown is nobody's to hear about.
    static func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}

extension Terminal {
    /// A line of data or of the server's announcement: to stdout, at once.
    static func line(_ text: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    }
}
