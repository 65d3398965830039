/// A URL that was taken apart once, strictly. What we connect to and what we send are made from
/// these parts alone, so no second parser can read the text differently.
///
/// Holding one means that its form is right, not that its host may be called: only an
/// `EgressPolicy` makes them, and the client checks the addresses at each connect.
package struct GuardedURL: Hashable, Sendable, CustomStringConvertible {
    package enum Scheme: String, Hashable, Sendable {
        case http, https

        package var port: Int { self == .http ? 80 : 443 }
    }

    package enum Host: Hashable, Sendable, CustomStringConvertible {
        /// Lower case, ASCII.
        case name(String)
        case address(IPAddress)

        /// As in a Host header.
        package var description: String {
            switch self {
            case .name(let name): name
            case .address(let address):
                address.family == .v6 ? "[\(address)]" : address.description
            }
        }
    }

    /// Characters that a URL from outside may have.
    package static let longest = 2_048

    package let scheme: Scheme
    package let host: Host
    package let port: Int
    /// Begins with `/`, as given: no percent-decoding, no dot removal.
    package let path: String
    /// With its `?`; empty when there is none.
    package let query: String

    package var origin: Origin { Origin(scheme: scheme, host: host, port: port) }
    /// The URL as we call it: without the fragment, without a default port.
    package var description: String { "\(origin)\(path)\(query)" }
}

/// Scheme, host and port: what an operator trusts as a whole.
package struct Origin: Hashable, Sendable, CustomStringConvertible {
    package let scheme: GuardedURL.Scheme
    package let host: GuardedURL.Host
    package let port: Int

    package var description: String {
        "\(scheme.rawValue)://\(host)" + (port == scheme.port ? "" : ":\(port)")
    }
}

extension Origin {
    /// The origin of a base URL that an operator wrote.
    package init(of baseURL: String) throws(EgressRefusal) {
        self = try GuardedURL(parsing: baseURL, plainHTTP: true).origin
    }
}
