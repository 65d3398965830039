import Domain

extension AdminRequest {
    /// Commands that only tell something.
    private static let reading: Set<String> = [
        "list-accounts", "list-keys", "provider-list", "provider-test", "provider-try", "audit",
        "config-list", "preview-prices",
    ]

    /// What the operators' log says of it; nil: it changes nothing.
    var act: AdminAct? {
        let isReading =
            Self.reading.contains(command)
            || (command == "webhook-secret" && !flag("rotate"))
        guard !isReading else { return nil }
        let subject = ["account", "email", "key", "provider", "model", "task", "id"]
            .compactMap { text($0) }.first
        return AdminAct(
            actor: text("actor") ?? "command line",
            action: command,
            subject: subject ?? "",
            detail: .object(shown)
        )
    }
}

extension AdminAct {
    func failed(_ why: String) -> AdminAct {
        AdminAct(
            actor: actor,
            action: action + " failed",
            subject: subject,
            detail: ["why": .string(why)]
        )
    }
}
