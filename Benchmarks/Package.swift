// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nothing of it is ever part of the program. It needs nothing but
// Foundation; the load is made by wrk, which is a program.
let package = Package(
    name: "bench",
    platforms: [.macOS(.v15)],
    targets: [
        .executableTarget(
            name: "bench",
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]
        )
    ]
)
