/// The exceptions, all in one place: whoever needs another one argues for it here.
enum Allowed {
    /// Files that may say `@unchecked Sendable`. Each says above it what keeps it safe.
    static let uncheckedSendable: Set<String> = [
        "Sources/Storage/SQLiteStore/GroupCommitWriter.swift",
        "Sources/Storage/SQLiteStore/ReaderPool.swift",
        "Sources/Storage/Database/SQLite/SQLiteConnection.swift",
        "Sources/Storage/Files/CrashPoint.swift",
        "Sources/Storage/Files/SpoolWriter.swift",
        "Sources/Storage/Identifiers.swift",
        "Sources/Storage/WakeUps.swift",
        "Sources/Web/API/TaskOrder.swift",
        "Sources/Web/House/Door.swift",
        "Sources/Web/House/KeyCache.swift",
        "Sources/Web/House/PollLimiter.swift",
        "Sources/Worker/Receivers.swift",
        "Sources/Worker/Routing/Breaker.swift",
        "Sources/Worker/Routing/KeyPool.swift",
        "Sources/Worker/RunningTasks.swift",
    ]

    /// Files outside the commands and the drawing child that make text of bytes themselves. None of
    /// these bytes is text that somebody sent, but for the first two, which count its marks.
    static let textFromBytes: Set<String> = [
        "Sources/Domain/Text/UntrustedText.swift",
        "Sources/Domain/JSON/JSONParser.swift",
        // Ours: what we encoded, made or decrypted.
        "Sources/Domain/Accounts/APIKey.swift",
        "Sources/Domain/JSON/JSONWriter.swift",
        "Sources/Domain/JSON/SHA256Text.swift",
        "Sources/Domain/Payments/StripeSignature.swift",
        "Sources/Domain/Tasks/TaskID.swift",
        "Sources/Storage/Files/Spool.swift",
        "Sources/Storage/Secrets/Vault.swift",
        // A key set of the operator's identity provider, written anew by us.
        "Sources/Web/SingleSignOn/ProviderDescription.swift",
        // Messages of the system and of SQLite.
        "Sources/Providers/Sandbox/DeadlinePipe.swift",
        "Sources/Providers/Sandbox/DrawingProcess.swift",
        "Sources/Storage/Database/SQLite/SQLiteConnection.swift",
        "Sources/Storage/Files/POSIXFile.swift",
    ]

    /// The one layout that may print ready-made HTML: pages of documentation, which are rendered
    /// from our own Markdown at build time.
    static let rawHTML: Set<String> = ["Sources/Web/Templates/docs.mustache"]

    /// Rooms and modules of ours that each folder below `Sources` may import. A folder that is not
    /// listed may not exist; the executable may import every room.
    static let imports: [String: Set<String>] = [
        "Domain": [],
        "PriceList": ["Domain"],
        "Egress": ["Domain"],
        "Storage": ["Domain", "CSQLite", "CLinux"],
        "Drawing": [],
        "Providers": ["Domain", "Egress", "Drawing", "CBase64", "CZlib"],
        "Worker": ["Domain", "Storage", "Egress"],
        "Manual": [],
        "Web": ["Domain", "Manual", "Storage", "Egress", "CBase64", "CZlib"],
        "Client": [],
        "EmbedFiles": ["CMarkGFM"],
        "aigenerate": [
            "Domain", "PriceList", "Egress", "Storage", "Drawing", "Providers", "Worker", "Web",
            "AIGenerateClient",
        ],
    ]

    /// Where SQL may write.
    static let writers = [
        "Sources/Storage/Transitions", "Sources/Storage/Migrations", "Sources/Storage/Database",
        "Sources/Storage/SQLiteStore",
    ]
}
