import AIGenerateClient
import Testing

@Suite struct KeepingSecrets {
    @Test(arguments: [
        "sk-aig-0123456789abcdefghij", "sk-aig-test-0123456789abcdefghij", "a-short-key",
    ])
    func `printing a client never shows its key`(key: String) throws {
        let client = try AIGenerateClient(server: "https://images.example.com", key: key)
        var dumped = ""
        dump(client, to: &dumped)
        for text in ["\(client)", String(reflecting: client), dumped] {
            #expect(text.contains("https://images.example.com"))
            #expect(!text.contains(key))
            #expect(!text.contains("0123456789"))
        }
    }

    @Test(arguments: ["", "images.example.com", "ftp://h", "http://", "http://u:p@h", "http://h?q"])
    func `an address that is not a server's is refused`(address: String) {
        let error = #expect(throws: AIGenerateError.self) {
            try AIGenerateClient(server: address, key: "k")
        }
        guard case .invalidServer(let text) = error else {
            Issue.record("accepted: \(String(describing: error))")
            return
        }
        #expect(text == address)
    }
}
