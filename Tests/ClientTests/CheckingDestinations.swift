import AIGenerateClient
import Foundation
import TestKit
import Testing

/// Whether an image can be written is known before it is ordered.
@Suite struct CheckingDestinations {
    private func reason(_ destination: URL, images: Int = 1) -> String? {
        do throws(AIGenerateError) {
            try AIGenerateClient.checkDestination(destination, images: images)
            return nil
        } catch {
            guard case .file(_, let reason) = error else { return "\(error)" }
            return reason
        }
    }

    @Test func `a folder that takes a file is fine, and stays as it was`() async throws {
        try await inFolder { folder in
            let old = folder.appending(component: "old.png")
            try Data("old".utf8).write(to: old)
            let link = folder.appending(component: "link.png")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: old)
            let long = String(repeating: "x", count: 251) + ".png"
            for name in ["new.png", "old.png", "link.png", long] {
                #expect(reason(folder.appending(component: name)) == nil, "\(name)")
            }
            #expect(try Data(contentsOf: old) == Data("old".utf8))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
            #expect(reason(URL(filePath: "/dev/null")) == nil)
        }
    }

    @Test func `what cannot be written is told with its reason`() async throws {
        try await inFolder { folder in
            let loop = folder.appending(component: "loop")
            try FileManager.default.createSymbolicLink(at: loop, withDestinationURL: loop)
            #expect(reason(folder) == "it is a folder")
            let gone = folder.appending(path: "gone/x.png")
            #expect(reason(gone)?.contains("does not exist") == true)
            #expect(reason(loop) != nil)
            let long = String(repeating: "x", count: 300)
            #expect(reason(folder.appending(component: long)) == "its name is too long")
            #expect(reason(URL(filePath: "/proc/x.png")) != nil)
        }
    }

    @Test func `a key is one word of ASCII`() throws {
        let server = "http://127.0.0.1:1"
        for key in ["sk-aig-a\n", " sk-aig-a\r\n", "\u{FEFF}sk-aig-a", ""] {
            _ = try AIGenerateClient(server: server, key: key)
        }
        for key in ["sk-aig-a\nb", "sk aig", "sk-aig-é", "sk-aig-\u{0}a", "“sk-aig-a”"] {
            let error = #expect(throws: AIGenerateError.self) {
                _ = try AIGenerateClient(server: server, key: key)
            }
            guard case .invalidInput(let words) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(words.contains("The API key is not one key"))
            #expect(!words.contains("sk-aig-a"))
        }
    }

    @Test(arguments: ["http://h\n", " http://h ", "http://h/\r\n", "\u{FEFF}http://h/prefix/"])
    func `white space around an address is left away`(_ server: String) throws {
        _ = try AIGenerateClient(server: server, key: "k")
    }

    @Test(arguments: ["http://h o", "http://h/\na", "http://h:0", "http://h:65536", "http://h\tx"])
    func `an address with something else inside is none`(_ server: String) {
        #expect(throws: AIGenerateError.self) { _ = try AIGenerateClient(server: server, key: "k") }
    }
}
