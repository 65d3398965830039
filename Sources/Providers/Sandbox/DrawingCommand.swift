/// How a drawing child is started.
package struct DrawingCommand: Sendable {
    /// Our own binary. `/proc/self/exe` is that file even after an upgrade has put another one in
    /// its place.
    package var executable: String
    /// What follows `draw` on the command line.
    package var arguments: [String]
    /// All of the child's environment: it must not see our secrets. `HOME` and the like are left
    /// out on purpose; fontconfig finds the system's fonts without.
    package var environment: [String: String]

    package init(
        executable: String = "/proc/self/exe",
        arguments: [String] = [],
        environment: [String: String] = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
    }
}
