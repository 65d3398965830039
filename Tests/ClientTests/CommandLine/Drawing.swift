import AIGenerateClient
import Foundation
import TestKit
import Testing

@Suite struct DrawingOnTerminals {
    /// What a terminal behind stderr is sent during one order.
    private static func drawn(_ environment: [String: String]) async throws -> String {
        let script = StandInShop.Script(looks: [
            (.waiting, 0), (.generating, 40), (.generating, 80), (.success, 100),
        ])
        let shop = StandInShop(script)
        let server = try await StandInServer.start { shop.respond($0) }
        let text = try await inFolder { folder in
            let terminal = try PseudoTerminal()
            let standard = [
                "AIGENERATE_SERVER": "http://127.0.0.1:\(server.port)",
                "AIGENERATE_API_KEY": "sk-aig-0123456789abcdefghij",
                "TERM": "xterm",
            ]
            let command = try RunningCommand(
                ["generate", "fox", "-o", "fox.png"],
                environment: standard.merging(environment) { _, own in own },
                in: folder,
                terminal: terminal.far
            )
            let ending = try await command.run()
            #expect(ending.code == 0)
            #expect(ending.text == "fox.png\n")
            return try terminal.readAll()
        }
        try await server.stop()
        return text
    }

    @Test func `a terminal shows a bar while the task runs, and nothing of it is left`()
        async throws
    {
        let text = try await Self.drawn([:])
        #expect(text.contains("waiting ░░"))
        #expect(text.contains("drawing ███████░"))
        #expect(text.contains("\u{1B}[2mtask_1\u{1B}[0m"))
        let left = try #require(text.components(separatedBy: "\r\u{1B}[2K").last)
        #expect(left.hasPrefix("fox.png  1024×1536"))
    }

    @Test func `NO_COLOR leaves the bar but takes the colour`() async throws {
        let text = try await Self.drawn(["NO_COLOR": "1"])
        #expect(text.contains("drawing ███████░"))
        #expect(!text.contains("\u{1B}[2m"))
    }

    @Test func `a terminal that cannot move the cursor gets lines only`() async throws {
        let text = try await Self.drawn(["TERM": "dumb"])
        #expect(!text.contains("\u{1B}"))
        #expect(text.contains("fox.png  1024×1536"))
    }
}

/// Both ends of a terminal that nobody sits at.
private struct PseudoTerminal {
    private let near: FileHandle
    /// The end that a process takes for its terminal.
    let far: FileHandle

    /// Neither end is for processes that other tests start meanwhile: one that inherited the far end
    /// would keep `readAll` waiting for as long as it runs.
    init() throws {
        var nearDescriptor: Int32 = -1
        var farDescriptor: Int32 = -1
        guard openpty(&nearDescriptor, &farDescriptor, nil, nil, nil) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        for descriptor in [nearDescriptor, farDescriptor] {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
        near = FileHandle(fileDescriptor: nearDescriptor, closeOnDealloc: true)
        far = FileHandle(fileDescriptor: farDescriptor, closeOnDealloc: true)
    }

    /// What was written to the far end, which is closed by this. A terminal whose other end is
    /// closed reads as an input error once it is empty.
    func readAll() throws -> String {
        try far.close()
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(near.fileDescriptor, &part, part.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += part.prefix(count)
        }
    }
}
