import Egress
import Hummingbird
import Logging
import NIOCore

extension House {
    /// The caller's address: the connection's peer, or whom the proxies that are trusted, one behind
    /// the other, say they forward for. What stands before that anybody may have written. nil: it is
    /// not reached over the internet's protocol.
    func clientAddress(_ request: Request, _ context: APIContext) -> IPAddress? {
        guard let peer = context.peerAddress, isTrusted(peer), let name = HeaderName.forwardedFor,
            let forwarded = request.headers[name]
        else { return context.peerAddress }
        var last = peer
        for hop in forwarded.split(separator: ",").reversed() {
            // A proxy that names no address forwards for nobody in particular.
            guard let address = IPAddress(asWritten: hop) else { return last }
            last = address
            if !isTrusted(address) { break }
        }
        return last
    }

    /// For the log, and for the owner of a session.
    func clientText(_ request: Request, _ context: APIContext) -> String {
        clientAddress(request, context).map { "\($0)" } ?? context.peer ?? ""
    }

    func clientNetwork(_ request: Request, _ context: APIContext) -> ClientNetwork {
        clientAddress(request, context).map(ClientNetwork.init)
            ?? ClientNetwork(unknown: context.peer ?? "")
    }

    /// This machine, or a proxy that is trusted: many may come from there.
    func isShared(_ address: IPAddress) -> Bool {
        address.isLoopback || isTrusted(address)
    }

    private func isTrusted(_ address: IPAddress) -> Bool {
        settings.trustedProxies.contains { $0.contains(address) }
    }

    /// A line a minute for each network.
    func noteConnection(_ what: String, _ address: IPAddress) {
        guard let unsaid = refusals.count("\(what) \(address.network)") else { return }
        logger.notice("\(what)", metadata: ["from": "\(address)", "unsaid": "\(unsaid)"])
    }

    func noteUnnamedProxy(_ request: Request, _ context: APIContext) {
        guard let peer = context.peerAddress, let name = HeaderName.forwardedFor,
            request.headers[name] != nil, !isTrusted(peer)
        else { return }
        proxyNotice.say("\(peer)", to: logger)
    }
}

extension Channel {
    var peerAddress: IPAddress? { remoteAddress?.ipAddress.flatMap { IPAddress(asWritten: $0) } }
}

extension APIContext {
    var peerAddress: IPAddress? { peer.flatMap { IPAddress(asWritten: $0) } }
}

extension IPAddress {
    fileprivate static let loopbacks = ["127.0.0.0/8", "::1/128"].compactMap(AddressRange.init)

    var isLoopback: Bool { Self.loopbacks.contains { $0.contains(self) } }
}
