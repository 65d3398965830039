import NIOSSL

/// A self-signed certificate for `pictures.example`, `Hooks.Example`, `*.wild.example` and
/// 127.0.0.1, valid from 2020 to 2119. Its key is public knowledge: only these tests trust it.
enum TestCertificate {
    static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBnTCCAUOgAwIBAgIBATAKBggqhkjOPQQDAjAcMRowGAYDVQQDDBFBSSBHZW5l
        cmF0ZSB0ZXN0czAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowHDEa
        MBgGA1UEAwwRQUkgR2VuZXJhdGUgdGVzdHMwWTATBgcqhkjOPQIBBggqhkjOPQMB
        BwNCAAQWBtRb8jgCnjUjVYNQHI09SFFdmBm7XUVmV5SsBbTgTJg4TKWQPG1qPnsX
        cWJEpcDrSU6/u1k84IKPzE/48d02o3QwcjBABgNVHREEOTA3ghBwaWN0dXJlcy5l
        eGFtcGxlgg1Ib29rcy5FeGFtcGxlgg4qLndpbGQuZXhhbXBsZYcEfwAAATAPBgNV
        HRMBAf8EBTADAQH/MB0GA1UdDgQWBBTYUzkao+ZMJJhANUQePjAmx2pyxDAKBggq
        hkjOPQQDAgNIADBFAiEAhxKVIUU1wjOv3aFG9vmG2cv5ivx/GTVlhyt1vb4KOT8C
        ICKCOBuTQnQ7RpYOn2bwUWKhfN21GJxeuOfWjKLIECYS
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSgMligBqP7QQhMr1
        KYrv0qTpz+e4CCRMLKaxbMWCvWGhRANCAAQWBtRb8jgCnjUjVYNQHI09SFFdmBm7
        XUVmV5SsBbTgTJg4TKWQPG1qPnsXcWJEpcDrSU6/u1k84IKPzE/48d02
        -----END PRIVATE KEY-----
        """

    /// What a server with this certificate needs.
    static func serverContext() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(key)
            )
        )
    }
}
