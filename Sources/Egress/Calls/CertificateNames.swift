import Domain
import NIOSSL

extension NIOSSLCertificate {
    /// The certificate names the host `name`, which is in lower case, exactly or by a wildcard for
    /// its first label.
    ///
    /// Asked again after the library's own check, because that is content with a certificate for
    /// the peer's IP address, whatever name was called. Such certificates are free to have: whoever
    /// forges a DNS answer could then be any host.
    func isIssued(to name: String) -> Bool {
        let parent = name.drop { $0 != "." }
        return _subjectAlternativeNames().contains { entry in
            guard entry.nameType == .dnsName else { return false }
            let issued = UntrustedText.cut(entry.contents).lowercased()
            return issued == name || (parent.count > 1 && issued == "*\(parent)")
        }
    }
}
