/// Which URLs from outside may be called. Values only: no look-up, no connection.
package struct EgressPolicy: Hashable, Sendable {
    /// Networks that the operator opened, such as a LAN with webhook receivers. Inside them every
    /// port and plain http are permitted.
    package var allowedNetworks: [AddressRange]
    /// The ports of public hosts.
    package var ports: Set<Int>
    /// Permits http:// to public hosts.
    package var permitsPlainHTTP: Bool
    /// Origins that may be called whatever their address, port and scheme: the base URLs of
    /// upstreams, as the operator wrote them. For result URLs only. A policy for URLs that
    /// customers give must have none, or they could call the operator's own services.
    package var trustedOrigins: Set<Origin>

    package init(
        allowedNetworks: [AddressRange] = [],
        ports: Set<Int> = [80, 443, 8_443],
        permitsPlainHTTP: Bool = false,
        trustedOrigins: Set<Origin> = []
    ) {
        self.allowedNetworks = allowedNetworks
        self.ports = ports
        self.permitsPlainHTTP = permitsPlainHTTP
        self.trustedOrigins = trustedOrigins
    }

    /// Everything that can be said of a URL without asking DNS: its form, its scheme and port, IP
    /// literals, local names. What a network on the list might permit is left to `check`, because
    /// only the look-up tells whether the host is in it.
    package func checkSyntax(_ text: String) throws(EgressRefusal) -> GuardedURL {
        let url = try GuardedURL(parsing: text, plainHTTP: permitsPlainHTTP)
        if trustedOrigins.contains(url.origin) { return url }
        switch url.host {
        case .address(let address):
            try check([address], of: url)
        case .name(let name):
            if LocalNames.isMetadata(name) { throw .localName }
            if allowedNetworks.isEmpty { try checkPublic(url) }
        }
        return url
    }

    /// The addresses that a host has at this moment: every one must be public or in a network on
    /// the list, or the whole host is refused. `own` are this machine's addresses.
    package func check(
        _ addresses: [IPAddress],
        of url: GuardedURL,
        own: Set<IPAddress> = []
    ) throws(EgressRefusal) {
        if trustedOrigins.contains(url.origin) { return }
        let others = addresses.filter { !isAllowListed($0) }
        guard others.allSatisfy({ $0.specialPurpose == nil && !own.contains($0.unmapped) }) else {
            throw .notPublic
        }
        if !others.isEmpty || addresses.isEmpty { try checkPublic(url) }
    }

    /// The rules for hosts on the public internet.
    private func checkPublic(_ url: GuardedURL) throws(EgressRefusal) {
        if case .name(let name) = url.host, LocalNames.contains(name) { throw .localName }
        guard url.scheme == .https || permitsPlainHTTP else { throw .scheme(plainHTTP: false) }
        guard ports.contains(url.port) else { throw .port(allowed: ports) }
    }

    private func isAllowListed(_ address: IPAddress) -> Bool {
        // A mapped address is called as the IPv4 address that it is; a list of IPv4 networks
        // says nothing of NAT64 addresses, which another machine translates.
        allowedNetworks.contains { $0.contains(address.unmapped) }
    }
}
