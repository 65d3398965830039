import NIOSSL

/// Whose certificates a server may have.
package struct TrustRoots: Sendable {
    let roots: NIOSSLTrustRoots

    /// What the host trusts.
    ///
    /// On Linux its bundle is read once and kept: a client lives for one call, and reading some 140
    /// certificates again for each webhook costs more than the webhook (a debug build took 70 ms
    /// for a call to loopback, and 25 ms with the bundle kept).
    package static let system: TrustRoots = {
        for path in ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"] {
            // A bundle that cannot be read is left to the library, which knows more places.
            if let certificates = try? NIOSSLCertificate.fromPEMFile(path), !certificates.isEmpty {
                return TrustRoots(roots: .certificates(certificates))
            }
        }
        return TrustRoots(roots: .default)
    }()

    /// Only the certificates in `text` (PEM). Throws when there is none.
    package static func pem(_ text: String) throws -> TrustRoots {
        TrustRoots(roots: .certificates(try NIOSSLCertificate.fromPEMBytes(Array(text.utf8))))
    }
}
