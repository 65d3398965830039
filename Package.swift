// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is compiled with: language mode 6, warnings are errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // Crash points (`crashPoint(.afterSpoolRename)`) exist in debug builds only.
    .define("CRASH_POINTS", .when(configuration: .debug)),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let httpClient = Target.Dependency.product(
    name: "AsyncHTTPClient",
    package: "async-http-client"
)
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

func room(
    _ name: String,
    _ dependencies: [Target.Dependency],
    path: String? = nil,
    exclude: [String] = [],
    plugins: [Target.PluginUsage] = []
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: path,
        exclude: exclude,
        swiftSettings: strict,
        plugins: plugins
    )
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = []
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        exclude: exclude,
        swiftSettings: strict
    )
}

let package = Package(
    name: "aigenerate",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "AIGenerateClient", targets: ["AIGenerateClient"]),
        .executable(name: "aigenerate", targets: ["aigenerate"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(
            url: "https://github.com/hummingbird-project/swift-mustache",
            from: "2.1.1"
        ),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .systemLibrary(
            name: "CMarkGFM",
            pkgConfig: "libcmark-gfm",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]
        ),
        .systemLibrary(name: "CBase64", path: "Sources/CBase64"),
        .systemLibrary(name: "CLinux", path: "Sources/CLinux"),
        .systemLibrary(
            name: "CSQLite",
            pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"])]
        ),

        .systemLibrary(
            name: "CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"])]
        ),

        room("Domain", [crypto]),
        room(
            "PriceList",
            ["Domain", .product(name: "Yams", package: "Yams")],
            exclude: ["Families"],
            plugins: ["EmbedFiles"]
        ),
        room("Egress", ["Domain", httpClient, nioCore, nioPosix, nioHTTP1, nioSSL]),
        room("Storage", ["Domain", "CSQLite", "CLinux", crypto, cryptoExtras, logging]),
        room("Drawing", []),
        room("Manual", [], plugins: ["EmbedFiles"]),
        room(
            "Providers",
            [
                "Domain", "Egress", "Drawing", "CBase64", "CZlib", httpClient, nioCore, nioHTTP1,
                nioSSL, crypto, logging,
            ]
        ),
        room("Worker", ["Domain", "Storage", "Egress", crypto, logging, nioCore]),
        room(
            "Web",
            [
                "Domain", "Manual", "Storage", "Egress", "CBase64", "CZlib", hummingbird,
                hummingbirdCore, nioCore, nioHTTP1, crypto, logging,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            plugins: ["EmbedFiles"]
        ),
        room(
            "AIGenerateClient",
            [httpClient, crypto, nioCore, nioHTTP1],
            path: "Sources/Client"
        ),
        .executableTarget(
            name: "aigenerate",
            dependencies: [
                "Domain", "PriceList", "Egress", "Storage", "Drawing", "Providers", "Worker",
                "Web", "AIGenerateClient", hummingbird, httpClient, nioCore, nioPosix, logging,
                crypto, nioHTTP1,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),

        .plugin(
            name: "EmbedFiles",
            capability: .buildTool(),
            dependencies: ["embed-files"]
        ),
        .executableTarget(
            name: "embed-files",
            dependencies: ["CMarkGFM"],
            path: "Sources/EmbedFiles",
            swiftSettings: strict
        ),

        .target(
            name: "TestKit",
            dependencies: [
                "Domain", "Storage", "PriceList", "Providers", "Worker", "Web", "Egress", "CZlib",
                "aigenerate", hummingbird, httpClient, nioCore, nioPosix, nioHTTP1, logging,
                crypto,
            ],
            path: "Tests/TestKit",
            swiftSettings: strict
        ),
        tests("DomainTests", ["Domain", crypto]),
        tests("PriceListTests", ["PriceList", "Domain"]),
        tests(
            "EgressTests",
            ["Egress", "Domain", httpClient, nioCore, nioPosix, nioHTTP1, nioSSL]
        ),
        .target(name: "CLossyVFS", dependencies: ["CSQLite"], path: "Tests/CLossyVFS"),
        tests("StorageTests", ["Storage", "Domain", "TestKit", "CSQLite", "CLossyVFS", crypto]),
        tests("ProvidersTests", ["Providers", "Domain", "Drawing", "TestKit", nioCore, nioHTTP1]),
        tests("WebTests", ["Web", "Domain", "Egress", nioCore, nioHTTP1]),
        tests("WorkerTests", ["Worker", "Storage", "Domain", "TestKit"]),
        tests(
            "ClientTests",
            [
                "AIGenerateClient", "TestKit", "aigenerate", httpClient, nioCore, nioPosix,
                nioHTTP1, crypto,
            ]
        ),
        tests(
            "JourneyTests",
            ["TestKit", "AIGenerateClient", "Domain", "Storage", httpClient],
            exclude: ["Python"]
        ),
        tests("TidyTests", []),
    ]
)
