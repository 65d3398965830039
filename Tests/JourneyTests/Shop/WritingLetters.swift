import Foundation
import TestKit
import Testing

/// Letters through a program that takes them as sendmail does.
@Suite struct WritingLetters {
    /// A mail program that keeps what it is given, or refuses it.
    private func program(_ script: String, in folder: URL) throws -> String {
        let file = folder.appending(component: "sendmail")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: file.path
        )
        return file.path
    }

    @Test func `a letter is whole, and its link is in no log`() async throws {
        try await ServerProcess.run(isStarted: false) { server in
            let kept = server.folder.appending(component: "letter").path
            let program = try program(
                "echo \"$@\" > \(kept).arguments; cat > \(kept)",
                in: server.folder
            )
            try await server.start([
                "AIGENERATE_MAIL_COMMAND": program,
                "AIGENERATE_MAIL_FROM": "Shop <shop@example.com>",
            ])
            let person = Person(server)
            _ = try await person.post(
                "/signup",
                ["email": "ann@example.com", "password": Person.password]
            )
            let letter = try String(contentsOfFile: kept, encoding: .utf8)
            #expect(
                letter.hasPrefix("From: Shop <shop@example.com>\nTo: ann@example.com\nSubject: ")
            )
            #expect(letter.contains("\n\nOpen this link to confirm"))
            let arguments = try String(contentsOfFile: kept + ".arguments", encoding: .utf8)
            #expect(arguments == "-t -i\n")
            let token = try #require(letter.firstMatch(of: /\/verify\?t=(\S+)/)).1
            #expect(!server.log.contains(token))
            let left = try FileManager.default.contentsOfDirectory(atPath: server.dataPath)
            #expect(left.filter { $0.hasPrefix("letter") } == [])
            let answer = try await person.post("/verify", ["t": String(token)])
            #expect(answer.status == 303)
        }
    }

    @Test func `a mail program that fails is the operator's to see, not the visitor's`()
        async throws
    {
        try await ServerProcess.run(isStarted: false) { server in
            let program = try program("exit 75", in: server.folder)
            try await server.start(["AIGENERATE_MAIL_COMMAND": program])
            let answer = try await Person(server).post(
                "/signup",
                ["email": "ann@example.com", "password": Person.password]
            )
            #expect(answer.status == 200)
            _ = try await eventually("the log says so") {
                server.log.contains("a letter was not sent") && server.log.contains("ended with 75")
                    ? true : nil
            }
            #expect(!server.log.contains("/verify?t="))
        }
    }

    @Test func `what is no program is refused at the start`() async throws {
        try await ServerProcess.run(isStarted: false) { server in
            let stopped = await #expect(throws: ServerStopped.self) {
                try await server.start(["AIGENERATE_MAIL_COMMAND": "/etc/passwd"])
            }
            #expect(stopped?.ending.errors.contains("mail-command must be the path") == true)
            try await server.start(["AIGENERATE_MAIL_COMMAND": "/bin/true"])
        }
    }
}
