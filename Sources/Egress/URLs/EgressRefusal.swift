/// A URL that we do not call, and the rule that says so.
package struct EgressRefusal: Error, Hashable, Sendable {
    package enum Rule: String, Hashable, Sendable {
        case length, characters, scheme, credentials, host, addressForm = "address_form"
        case localName = "local_name", notPublic = "not_public", port, redirects, downgrade
    }

    package let rule: Rule
    /// One sentence for whoever gave us the URL: what is allowed. It tells nothing of our network
    /// and nothing that a look-up of the name gave.
    package let message: String
}

extension EgressRefusal {
    static let tooLong = EgressRefusal(
        rule: .length,
        message: "The URL is longer than \(GuardedURL.longest) characters."
    )
    static let characters = EgressRefusal(
        rule: .characters,
        message: """
            The URL may hold printable ASCII characters only; percent-encode spaces, backslashes, \
            quotes, brackets and everything else, and write an international host name as xn--….
            """
    )
    static let percent = EgressRefusal(
        rule: .characters,
        message: "Every % in the URL must be followed by two hexadecimal digits."
    )
    static let credentials = EgressRefusal(
        rule: .credentials,
        message: "The URL must not hold a user name or a password (an @ before the path)."
    )
    static let host = EgressRefusal(
        rule: .host,
        message: """
            The URL needs a host name of letters, digits, hyphens and dots, such as \
            hooks.example.com, without a dot at its end.
            """
    )
    static let addressForm = EgressRefusal(
        rule: .addressForm,
        message: """
            An IP address in the URL must be written in its usual form: four decimal numbers, or \
            IPv6 in square brackets without a zone and without an IPv4 address in it.
            """
    )
    static let localName = EgressRefusal(
        rule: .localName,
        message: "The URL's host must be a full name on the public internet, not a local one."
    )
    static let notPublic = EgressRefusal(
        rule: .notPublic,
        message: """
            The URL's host is not a server on the public internet: local, private and reserved \
            addresses are not called.
            """
    )
    static let downgrade = EgressRefusal(
        rule: .downgrade,
        message: "The URL redirects from https to http, which is not followed."
    )

    static func scheme(plainHTTP: Bool) -> EgressRefusal {
        EgressRefusal(
            rule: .scheme,
            message: plainHTTP
                ? "The URL must begin with https:// or http://."
                : "The URL must begin with https://."
        )
    }

    static func port(allowed: Set<Int>) -> EgressRefusal {
        let ports = allowed.sorted().map(String.init)
        let list = ports.dropLast().joined(separator: ", ")
        let text = list.isEmpty ? ports.joined() : "\(list) or \(ports.last ?? "")"
        return EgressRefusal(rule: .port, message: "The URL's port must be \(text).")
    }

    static func redirects(most: Int) -> EgressRefusal {
        EgressRefusal(
            rule: .redirects,
            message: "The URL redirects more than \(most) times."
        )
    }
}
