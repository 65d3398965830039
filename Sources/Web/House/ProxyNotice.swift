import Logging
import Synchronization

/// Says once that a proxy stands in front which the settings do not name: then everybody's address is
/// the proxy's, and limits on tries hold for all of them together.
final class ProxyNotice: Sendable {
    private let isSaid = Atomic(false)

    func say(_ peer: String, to logger: Logger) {
        let isFirst = isSaid.compareExchange(
            expected: false,
            desired: true,
            ordering: .relaxed
        ).exchanged
        guard isFirst else { return }
        logger.warning(
            """
            a proxy that trusted-proxies does not name says whom it forwards for: until it is named, \
            all who come through it share the limits on signing in
            """,
            metadata: ["proxy": "\(peer)"]
        )
    }
}
