import Testing

@Suite struct Rooms {
    @Test func `imports between rooms go one way`() {
        holds(
            imports,
            catches: [
                SourceFile("Sources/Domain/A.swift", "import Storage"),
                SourceFile("Sources/Web/API/A.swift", "package import Worker"),
                SourceFile("Sources/Web/API/A.swift", "import struct Providers.Sandbox"),
                SourceFile("Sources/Worker/A.swift", "@preconcurrency import Web"),
                SourceFile("Sources/Providers/A.swift", "import Storage"),
                SourceFile("Sources/Shed/A.swift", "let a = 1"),
            ],
            passes: [
                SourceFile("Sources/Web/API/A.swift", "import Storage\npackage import Domain"),
                SourceFile("Sources/Web/API/A.swift", "// import Worker would be wrong"),
            ]
        )
    }

    @Test func `only the client is public`() {
        holds(
            publics,
            catches: [
                SourceFile("Sources/Web/A.swift", "public struct A {}"),
                SourceFile("Sources/Web/A.swift", "public import Domain"),
                SourceFile("Sources/Web/A.swift", "open class A {}"),
            ],
            passes: [
                SourceFile("Sources/Client/A.swift", "public struct A {}"),
                SourceFile("Sources/Web/A.swift", "let a = \"public\"; let publicKey = open(b)"),
            ]
        )
    }

    @Test func `Domain reads no clock and rolls no dice`() {
        holds(
            impurities,
            catches: [
                SourceFile("Sources/Domain/A.swift", "let now = Date()"),
                SourceFile("Sources/Domain/A.swift", "let clock = ContinuousClock()"),
                SourceFile("Sources/Domain/A.swift", "Int.random(in: 0..<3)"),
                SourceFile("Sources/Domain/A.swift", "let id = UUID()"),
            ],
            passes: [
                SourceFile("Sources/Domain/A.swift", "func a(now: Timestamp) -> CivilDate { b }"),
                SourceFile("Sources/Worker/A.swift", "let clock = ContinuousClock()"),
            ]
        )
    }
}

private func imports(_ file: SourceFile) -> [Offence] {
    guard file.isSwift, let room = file.room else { return [] }
    guard let allowed = Allowed.imports[room] else {
        return [file.offence("Sources/\(room) is not in the table of rooms in Allowed.swift")]
    }
    let line =
        #/
        ^ \s* (?: @?\w+ \s+ )*? import \s+
        (?: (?:struct|class|enum|protocol|func|typealias|actor|let|var) \s+ )?
        (?<module> \w+ )
        /#
    let ours = Set(Allowed.imports.keys).union(Allowed.imports.values.joined())
    return file.lines(of: \.code).compactMap { number, text in
        guard let module = text.firstMatch(of: line).map({ String($0.module) }),
            ours.contains(module), !allowed.contains(module)
        else { return nil }
        return file.offence("\(room) must not know \(module)", line: number)
    }
}

private func publics(_ file: SourceFile) -> [Offence] {
    guard file.isSource, !file.isIn("Sources/Client") else { return [] }
    return file.places(
        of: /\bpublic\s|\bopen\s+(?:class|func|var|subscript)\b/,
        in: \.code,
        saying: "public is for the client: say package"
    )
}

private func impurities(_ file: SourceFile) -> [Offence] {
    guard file.isIn("Sources/Domain") else { return [] }
    let clock = /\bDate(?:\(\)|\.now\b)|\b(?:Continuous|Suspending)Clock\b|\bclock_gettime\b/
    let dice = /\bUUID\(\)|\.random\(|\bSystemRandomNumberGenerator\b/
    return file.places(of: clock, in: \.code, saying: "Domain is told the time")
        + file.places(of: dice, in: \.code, saying: "Domain is given its chances")
}
