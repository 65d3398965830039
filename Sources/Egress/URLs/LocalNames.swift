/// Host names that mean this machine, this network or the cloud's own metadata, whatever a
/// resolver answers.
enum LocalNames {
    /// A name that public DNS does not serve: no dot in it, or under a local-only domain
    /// (RFC 6761, 6762, 8375, ICANN's `.internal`, and the usual ones of routers and offices).
    static func contains(_ name: String) -> Bool {
        guard let lastDot = name.lastIndex(of: ".") else { return true }
        return localDomains.contains(String(name[lastDot...].dropFirst()))
            || name.hasSuffix(".home.arpa")
    }

    /// Names that hand out the machine's credentials. No setting permits them.
    static func isMetadata(_ name: String) -> Bool {
        metadata.contains(name)
    }

    private static let localDomains: Set<String> = [
        "localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home",
        "lan",
    ]

    private static let metadata: Set<String> = [
        "metadata", "metadata.google.internal", "metadata.goog", "instance-data",
        "instance-data.ec2.internal", "metadata.azure.internal", "metadata.azure.com",
        "metadata.tencentyun.com", "metadata.packet.net", "rancher-metadata",
    ]
}
