import AIGenerateClient
import Foundation
import NIOHTTP1
import Testing

@Suite struct Downloading {
    private static let picture = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

    private static func record(_ client: AIGenerateClient) async throws -> TaskRecord {
        let task = try await client.createTask(model: "m", input: ImageInput(prompt: "x"))
        return try await client.wait(for: task.taskID)
    }

    @Test func `a picture arrives whole under its name, and replaces an older one`() async throws {
        try await atShop(StandInShop.Script(outputs: [Self.picture])) { client, shop, _ in
            try await inFolder { folder in
                let place = folder.appending(component: "fox.png")
                try Data("old".utf8).write(to: place)
                let record = try await Self.record(client)
                let bytes = try await client.download(record.outputs[0], to: place)
                #expect(bytes == 300_000)
                #expect(try Data(contentsOf: place) == Self.picture)
                #expect(try names(in: folder) == ["fox.png"])
            }
        }
    }

    @Test func `the key is not sent to where the picture is`() async throws {
        try await atShop { client, shop, _ in
            try await inFolder { folder in
                let record = try await Self.record(client)
                let place = folder.appending(component: "fox.png")
                try await client.download(record.outputs[0], to: place)
                let request = try #require(shop.requests("/files/0").first)
                #expect(request.headers.first(name: "authorization") == nil)
            }
        }
    }

    @Test func `a picture that is not the one of the record is thrown away`() async throws {
        let script = StandInShop.Script(wrongHash: String(repeating: "0", count: 64))
        try await atShop(script) { client, _, _ in
            try await inFolder { folder in
                let record = try await Self.record(client)
                let error = await #expect(throws: AIGenerateError.self) {
                    let place = folder.appending(component: "fox.png")
                    try await client.download(record.outputs[0], to: place)
                }
                guard case .verification(.hashMismatch(_, let actual)) = error else {
                    Issue.record("not a mismatch: \(String(describing: error))")
                    return
                }
                #expect(actual == Data("first picture".utf8).hash)
                #expect(try names(in: folder).isEmpty)
            }
        }
    }

    @Test func `a picture that was cut off on the way is fetched again`() async throws {
        let half = StandInShop.Fault.instead(.truncated(Self.picture, after: 100_000))
        let script = StandInShop.Script(outputs: [Self.picture])
        try await atShop(script, faults: ["/files/0": [half]]) { client, shop, _ in
            try await inFolder { folder in
                let place = folder.appending(component: "fox.png")
                try await client.download(try await Self.record(client).outputs[0], to: place)
                #expect(try Data(contentsOf: place) == Self.picture)
                #expect(try names(in: folder) == ["fox.png"])
                #expect(shop.requests("/files/0").count == 2)
            }
        }
    }

    @Test func `a device stays a device`() async throws {
        try await atShop { client, _, _ in
            let record = try await Self.record(client)
            try await client.download(record.outputs[0], to: URL(filePath: "/dev/null"))
            let kind = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type]
            #expect(kind as? FileAttributeType == .typeCharacterSpecial)
        }
    }

    @Test func `a folder that is missing is said to be`() async throws {
        try await atShop { client, _, _ in
            let record = try await Self.record(client)
            let error = await #expect(throws: AIGenerateError.self) {
                let place = URL(filePath: "/nowhere/at/all/fox.png")
                try await client.download(record.outputs[0], to: place)
            }
            guard case .file(let path, _) = error else {
                Issue.record("not about the file: \(String(describing: error))")
                return
            }
            #expect(path == "/nowhere/at/all/fox.png")
        }
    }
}

/// A folder that is gone afterwards.
func inFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory
        .appending(component: "client-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
}
