import Egress

/// Where a request comes from, as limits count it: the network that one client has to itself, and the
/// larger ones around it. Without those, somebody with many networks has as many times the limit.
struct ClientNetwork: Hashable, Sendable {
    /// As it stands in the log and in the database: `203.0.113.7/32`, `2001:db8:1:2::/64`.
    let name: String
    /// The network itself first; each with what may come from it, as a multiple of one client's share.
    let levels: [Level]

    struct Level: Hashable, Sendable {
        let name: String
        let factor: Int
    }

    init(_ address: IPAddress) {
        let address = address.unmapped
        // An IPv4 address is one client, or the many behind one router. Of IPv6 a client has a /64,
        // whoever rents a server often a /48, and a /32 is all of a provider's.
        let widths =
            address.family == .v4 ? [(32, 1), (24, 4), (16, 40)] : [(64, 1), (48, 4), (32, 40)]
        levels = widths.map { Level(name: "\(address.network($0.0))", factor: $0.1) }
        name = levels[0].name
    }

    /// What is no address of the internet, such as a local socket.
    init(unknown name: String) {
        self.name = name
        levels = [Level(name: name, factor: 1)]
    }
}
