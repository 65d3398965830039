import AIGenerateClient
import Domain
import Foundation
import TestKit
import Testing

extension ReportedByUsers {
    /// What a record may say beside its receipt.
    @Suite struct RecordsAndReceipts {
        @Test func `a changed record is never taken for genuine`() async throws {
            try await WebhookReceiver.run { receiver in
                try await ServerProcess.run { server in
                    let customer = try server.customer()
                    let proof = ProofJourney(server: server, keys: try await keys(of: server))
                    let order = Orders.paid(
                        count: 2,
                        more: [
                            "callBackUrl": .string(receiver.url()), "metadata": ["user": "ann"],
                            "taskId": "record-and-receipt-01",
                        ]
                    )
                    let record = try await customer.ended(try await customer.order(order))
                    let refused = try await customer.ended(
                        try await customer.order(Orders.paid("a fox !refuse"))
                    )
                    let free = try await customer.ended(try await customer.order(Orders.sandbox()))
                    let callback = try await receiver.received(1)[0].json
                    for document in [record, callback, refused, free] {
                        try proof.isGenuine(document)
                    }
                    let all = Change.all(of: record)
                    // Each of some fifty members in several ways.
                    #expect(all.count > 250)
                    try proof.isSeen(all, in: record)
                    try proof.saysWhatLinksProve(record)
                    let own: Set<String> = ["code", "msg", "task_id", "costTime", "more"]
                    let ofCallback = Change.all(of: callback).filter { own.contains($0.name) }
                    #expect(ofCallback.count > 15)
                    try proof.isSeen(ofCallback, in: callback)
                    try await proof.isPrinted(for: record)
                    try await proof.holdsInPython(for: record, and: [callback, refused])
                }
            }
        }

        /// LiteLLM takes an image's cost from this header and from nothing else of our answer
        /// (litellm 1.110: `_hidden_params["response_cost"]`, generations and edits).
        @Test func `LiteLLM is told what an image cost`() async throws {
            try await ServerProcess.run { server in
                let customer = try server.customer()
                var spent = MicroUSD.zero
                for format in ["b64_json", "url"] {
                    let answer = try await customer.post(
                        "/v1/images/generations",
                        [
                            "model": "openai-gpt-image-2-text-to-image-low", "prompt": "a fox",
                            "size": "1024x1024", "n": 2, "response_format": .string(format),
                        ]
                    )
                    #expect(answer.status == 200)
                    let cost = try #require(answer["x-litellm-response-cost"])
                    #expect(answer.json["cost"]?["usd"] == .decimal(cost))
                    spent += MicroUSD(dollars: cost) ?? .zero
                }
                #expect(spent.isPositive)
                let free = try await customer.post(
                    "/v1/images/generations",
                    ["model": "sandbox-instant", "prompt": "a fox", "size": "64x64"]
                )
                #expect(free["x-litellm-response-cost"] == "0")
                #expect(try await customer.balance().spent == spent)
            }
        }

        private func keys(of server: ServerProcess) async throws -> JSONValue {
            let url = server.address + "/.well-known/aigenerate-keys.json"
            return try await Call.send("GET", url).json
        }
    }
}

/// Changes every member of a document in turn.
private struct ProofJourney {
    let server: ServerProcess
    let keys: JSONValue

    /// Members that no receipt proves, as docs/receipts.md lists them.
    private static let documented: Set<String> = [
        "outputs.width", "outputs.height", "attempts.startedAt", "attempts.endedAt",
        "attempts.detail", "clientTaskId", "param", "failMsg", "updateTime", "expiresAt",
        "metadata", "seed", "servedSize", "listPrice", "notice", "code", "msg",
    ]

    func isGenuine(_ document: JSONValue) throws {
        let proof = try proof(of: document)
        #expect(proof.contradictions == [])
        #expect(Self.documented.isSuperset(of: proof.unproved), "\(proof.unproved)")
        #expect(Set(["outputs.url", "resultJson"]).isSuperset(of: proof.links))
    }

    /// Each change contradicts the receipt, or is of a member that is said not to be proved.
    func isSeen(_ changes: [Change], in document: JSONValue) throws {
        let genuine = try proof(of: document).unproved
        for change in changes {
            // A receipt that is not genuine says it by itself.
            guard let proof = try? proof(of: change.document) else { continue }
            let isDeclared = (genuine + proof.unproved).contains {
                $0 == change.name || change.name.hasPrefix($0 + ".")
            }
            #expect(!proof.contradictions.isEmpty || isDeclared, "\(change.name): \(change.what)")
        }
    }

    /// A record on another host is as genuine; only the links say where it was.
    func saysWhatLinksProve(_ record: JSONValue) throws {
        let moved = record.text().replacing(server.address, with: "https://elsewhere.example")
        let proof = try proof(of: JSONValue.parse(Array(moved.utf8)))
        #expect(proof.contradictions == [])
        #expect(proof.links == ["outputs.url", "resultJson"])
        let swapped = record.text().replacing(".0.png?", with: ".1.png?")
        let other = try self.proof(of: JSONValue.parse(Array(swapped.utf8)))
        #expect(other.contradictions == ["outputs.url"])
    }

    private func proof(of document: JSONValue) throws -> RecordProof {
        let bytes = Data(document.bytes())
        let receipt = try Receipt(document: bytes)
        try receipt.verify(with: ReceiptKeys(document: Data(keys.bytes())))
        return receipt.proof(of: bytes)
    }

    func isPrinted(for record: JSONValue) async throws {
        let genuine = try await command(record)
        #expect(genuine.code == 0, "\(genuine.errors)")
        #expect(genuine.text.contains("\nNot proved:\n  "))
        for name in ["clientTaskId", "param", "outputs.width", "attempts.detail"] {
            #expect(genuine.text.contains(name))
        }
        #expect(genuine.text.contains("not host, path or signature:\n  outputs.url, resultJson"))
        let listed = genuine.text.split(separator: "\n").drop { $0 != "Not proved:" }
        #expect(listed.count > 3)
        #expect(listed.allSatisfy { $0.count <= 80 })
        var members = record.objectValue ?? [:]
        members["creditsConsumed"] = 4
        let cheaper = try await command(.object(members))
        #expect(cheaper.code == 1)
        #expect(cheaper.errors.contains("says otherwise: creditsConsumed."))
    }

    private func command(_ document: JSONValue) async throws -> ChildProcess.Ending {
        try await server.command(
            ["verify-receipt", try save(document), "--keys", try save(keys)],
            onData: false
        )
    }

    /// The program of docs/receipts.md says the same.
    func holdsInPython(for record: JSONValue, and others: [JSONValue]) async throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/receipts.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        let program = try #require(text.firstMatch(of: /```python\n((?s:.*?))```/)).1
        let script = server.folder.appending(component: "check.py")
        try Data(program.utf8).write(to: script)
        for document in [record] + others {
            let genuine = try await python(script, document)
            #expect(genuine.text == "genuine\n", "\(genuine.errors)")
        }
        let changes = Change.all(of: record)
        for name in ["creditsConsumed", "attempts", "outputs", "resultJson", "costTime"] {
            let lie = try #require(changes.first { $0.name.hasPrefix(name) })
            let caught = try await python(script, lie.document)
            #expect(caught.code == 1, "\(lie.name): \(lie.what)")
        }
    }

    private func python(_ script: URL, _ document: JSONValue) async throws -> ChildProcess.Ending {
        let arguments = ["-B", script.path, try save(document), try save(keys)]
        return try await ChildProcess(
            PythonJourney.python,
            arguments,
            folder: server.folder
        ).ending()
    }

    private func save(_ value: JSONValue) throws -> String {
        let file = server.folder.appending(component: "\(UUID().uuidString).json")
        try Data(value.bytes()).write(to: file)
        return file.path
    }
}
