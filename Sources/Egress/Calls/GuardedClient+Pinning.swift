import AsyncHTTPClient
import NIOCore
import NIOSSL

extension GuardedClient {
    /// A client that can call one address only.
    ///
    /// `dnsOverride` makes it connect to the checked address while the Host header, SNI and the
    /// certificate check keep the name. For an IP literal there is nothing to override. Should the
    /// library ever take a URL apart differently than we did, or look a name up after all, the
    /// last check sees it: it compares the peer before a byte of the request is sent.
    func configuration(
        for url: GuardedURL,
        at address: IPAddress,
        times: CallTimes
    ) -> HTTPClient.Configuration {
        var settings = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(times.connect)),
            proxy: nil,
            decompression: .disabled
        )
        settings.httpVersion = .http1Only
        settings.connectionPool.retryConnectionEstablishment = false
        // Our trace ids are nobody else's business.
        settings.tracing.tracer = nil
        if case .name(let name) = url.host { settings.dnsOverride = [name: address.description] }
        settings.http1_1ConnectionDebugInitializer = { channel in
            do {
                try Self.checkPeer(of: channel, is: address, for: url)
                return channel.eventLoop.makeSucceededVoidFuture()
            } catch {
                // The pool forgets a connection that fails here, and only then may it close.
                channel.eventLoop.execute { channel.close(promise: nil) }
                return channel.eventLoop.makeFailedFuture(error)
            }
        }
        return settings
    }

    /// Runs on the connection's event loop, after the TLS handshake.
    private static func checkPeer(
        of channel: any Channel,
        is address: IPAddress,
        for url: GuardedURL
    ) throws(WrongPeer) {
        let peer = channel.remoteAddress
        guard peer.flatMap(IPAddress.init) == address, peer?.port == url.port else {
            throw .address
        }
        guard url.scheme == .https, case .name(let name) = url.host else { return }
        let certificate = try? channel.pipeline.syncOperations.nioSSL_peerCertificate()
        guard certificate?.isIssued(to: name) == true else { throw .certificate }
    }
}

/// The connection did not end where it was meant to.
enum WrongPeer: Error {
    case address, certificate
}
