import Foundation

/// An API key that does not show itself: printing it gives its family and its last four characters.
struct ClientKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: String

    /// White space around it goes: a file, a variable or a copy brings a line end along.
    ///
    /// - Throws: `.invalidInput` for a character inside that no header may hold, or no key has.
    init(_ text: String) throws(AIGenerateError) {
        value = text.withoutSpaceAround
        let place = value.unicodeScalars.enumerated().first { _, scalar in
            !(0x21...0x7E).contains(scalar.value)
        }
        guard let place else { return }
        throw .invalidInput(
            "The API key is not one key: character \(place.offset + 1) is "
                + "\(Self.name(of: place.element)). Give only the key, sk-aig-… and what follows."
        )
    }

    /// The value of the `Authorization` header.
    var bearer: String { "Bearer \(value)" }

    var description: String {
        // A key shorter than this would give away too much of itself.
        guard value.count >= 20 else { return "<secret>" }
        let family = value.hasPrefix("sk-aig-test-") ? "sk-aig-test-" : "sk-aig-"
        return "\(value.hasPrefix(family) ? family : "")…\(value.suffix(4))"
    }

    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: [:]) }

    /// What it is, without showing it: it may be a part of the secret.
    private static func name(of scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n", "\r": "a line end"
        case " ", "\t": "a space"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F: "a control character"
        default: "not ASCII"
        }
    }
}

extension String {
    /// Without white space, line ends, control characters and byte order marks around it.
    package var withoutSpaceAround: String {
        var around = CharacterSet.whitespacesAndNewlines
        around.formUnion(.controlCharacters)
        around.insert("\u{FEFF}")
        return trimmingCharacters(in: around)
    }
}
