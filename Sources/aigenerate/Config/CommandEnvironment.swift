import Foundation

/// What the commands that call a server take from the environment. Options win over it.
package struct CommandEnvironment: Sendable {
    /// `AIGENERATE_SERVER`: where the server is.
    package let server: String?
    /// `AIGENERATE_API_KEY`: preferred to the option, which other users of the machine can see.
    package let key: String?
    /// `AIGENERATE_MODEL`: what `generate` orders when it is not told.
    package let model: String?
    /// `NO_COLOR` is set to anything but nothing (no-color.org).
    package let refusesColour: Bool
    /// `TERM=dumb`: no cursor movement either.
    package let isDumbTerminal: Bool

    package init(_ variables: [String: String]) {
        func given(_ name: String) -> String? {
            variables[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        server = given("AIGENERATE_SERVER")
        key = given("AIGENERATE_API_KEY")
        model = given("AIGENERATE_MODEL")
        refusesColour = given("NO_COLOR") != nil
        isDumbTerminal = given("TERM") == "dumb"
    }

    package static func current() -> CommandEnvironment {
        CommandEnvironment(ProcessInfo.processInfo.environment)
    }
}
