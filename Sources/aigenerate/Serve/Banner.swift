import Domain
import Worker

/// What the server says when work is accepted.
struct Banner: Sendable {
    let premises: Premises
    let suppliers: Suppliers
    let key: String?

    /// - setUp: the link that makes its holder administrator; nil when there is one.
    func text(_ address: PublicAddress, setUp: String?) -> String {
        let url = address.text
        var lines = ["AI Generate \(Version.text) – \(url)"]
        if url != address.local { lines.append("  listens    \(address.local)") }
        lines += [
            "  data       \(premises.folder.path)\(premises.isNew ? " (new)" : "")",
            "  providers  \(providers)",
        ]
        if premises.standIn.isActive {
            lines.append(
                "  sandbox    stands in for every model until a provider key is added; prices and "
                    + "charges are real"
            )
        }
        if let setUp {
            lines.append(
                "  set up     \(setUp) (works once, for \(SetUpLink.minutes) minutes)"
            )
        }
        if let key {
            lines.append("  key        \(key)")
            lines += tryNow(url, key)
        }
        return lines.joined(separator: "\n")
    }

    private var providers: String {
        let usable = suppliers.all.map(\.name).filter { suppliers.keys.hasKey(for: $0) }
        let others =
            usable.isEmpty
            ? "no other has a key (see 'aigenerate admin provider add')"
            : usable.joined(separator: ", ")
        return "sandbox (built in), \(others)"
    }

    /// A first call, ready to be pasted.
    private func tryNow(_ url: String, _ key: String) -> [String] {
        [
            "  try now    curl \(url)/api/v1/jobs/createTask \\",
            "               -H \"Authorization: Bearer \(key)\" -H \"Content-Type: application/json\" \\",
            "               -d '{\"model\":\"openai-gpt-image-2-5-flare-text-to-image-medium\",\"input\":"
                + "{\"prompt\":\"a red fox sitting in snow, golden hour, photographic\",\"size\":\"1024x1024\"}}'",
        ]
    }
}
