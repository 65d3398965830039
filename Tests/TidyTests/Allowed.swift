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
        "Providers": ["Domain", "Egress", "Drawing", "CBase64"],
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
