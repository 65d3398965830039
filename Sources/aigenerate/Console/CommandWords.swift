/// The words of the command line as they were typed.
enum CommandWords {
    /// The number of the first argument that is not UTF-8; nil: all are. `CommandLine.arguments`
    /// shows such bytes repaired, and what was meant is lost.
    static func firstUnreadable() -> Int? {
        let count = Int(CommandLine.argc)
        return (1..<max(1, count)).first { number in
            CommandLine.unsafeArgv[number].map { String(validatingCString: $0) == nil } ?? false
        }
    }
}
