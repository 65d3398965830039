import Synchronization

/// The base of our links: as configured, else the address served, which is known once the server
/// listens (port 0 lets the system choose).
/// The lock protects it.
final class PublicAddress: Sendable {
    private let configured: String?
    private let served = Mutex("")

    init(configured: String?) {
        self.configured = configured
    }

    func set(host: String, port: Int) {
        let name =
            switch host {
            case "0.0.0.0", "::": "127.0.0.1"
            default: host.contains(":") ? "[\(host)]" : host
            }
        served.withLock { $0 = "http://\(name):\(port)" }
    }

    /// Empty until the server listens.
    var text: String {
        let local = local
        return local.isEmpty ? "" : configured ?? local
    }

    /// The address served itself.
    var local: String { served.withLock(\.self) }
}
