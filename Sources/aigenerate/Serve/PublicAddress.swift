import Foundation

/// The base of our links: as configured, else the address served, which is known once the server
/// listens (port 0 lets the system choose).
///
/// `@unchecked Sendable`: `url` is protected by `lock`.
final class PublicAddress: @unchecked Sendable {
    private let configured: String?
    private let lock = NSLock()
    private var url = ""

    init(configured: String?) {
        self.configured = configured
    }

    func set(host: String, port: Int) {
        let name =
            switch host {
            case "0.0.0.0", "::": "127.0.0.1"
            default: host.contains(":") ? "[\(host)]" : host
            }
        lock.withLock { url = configured ?? "http://\(name):\(port)" }
    }

    var text: String { lock.withLock { url } }
}
