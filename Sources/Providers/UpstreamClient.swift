package import AsyncHTTPClient
import NIOCore
import NIOSSL

/// The HTTP clients that all providers share.
package enum UpstreamClient {
    /// How those clients must be set up. `connectTimeout` is for the connection and its TLS handshake
    /// together.
    package static func configuration(
        connectTimeout: Duration = .seconds(10)
    ) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            // An API that redirects is misconfigured or hijacked, and a key must not follow it.
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(
                connect: .milliseconds(connectTimeout.components.seconds * 1_000)
                    + .nanoseconds(connectTimeout.components.attoseconds / 1_000_000_000)
            ),
            // We ask for no encoding, and an answer that unpacks to gigabytes must not be able to.
            decompression: .disabled
        )
        // Keys travel on it.
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        configuration.tlsConfiguration = tls
        // Half the CPU of HTTP/2 for answers of megabytes.
        configuration.httpVersion = .http1Only
        // A picture takes minutes: every call under way has a connection of its own.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1_024
        // Servers close idle connections after 60 s and more. A request that is sent at that moment
        // is lost in a way that nobody can tell from a purchase: be the first to close.
        configuration.connectionPool.idleTimeout = .seconds(30)
        // Whether to try again is decided by the worker.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }
}
