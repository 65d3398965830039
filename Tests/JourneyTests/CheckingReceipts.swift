import Domain
import Foundation
import TestKit
import Testing

/// What a customer can prove about a task, with our own command and with other people's libraries.
@Suite struct CheckingReceipts {
    private func keys(_ server: ServerProcess) async throws -> JSONValue {
        try JSONValue.parse(
            try await Call.send("GET", server.address + "/.well-known/aigenerate-keys.json").body
        )
    }

    private func save(_ value: JSONValue, _ name: String, _ server: ServerProcess) throws -> String
    {
        let file = server.folder.appending(component: name)
        try Data(value.bytes()).write(to: file)
        return file.path
    }

    @Test func `a picture's receipt is proved offline, by our command and by Python`() async throws
    {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let record = try await customer.ended(try await customer.order(Orders.paid()))
            let receipt = try #require(record["receipt"])
            let payload = try #require(receipt["payload"])
            #expect(payload["taskId"] == record["taskId"])
            #expect(payload["chargedMicroUsd"] == .int(Orders.price.rawValue))
            #expect(payload["outputs"]?.arrayValue?.first?["sha256"] == sha256(record))
            let published = try await keys(server)
            try await PythonJourney.receipt(receipt, keys: published, in: server.folder)

            let picture = server.folder.appending(component: "fox.png")
            let url = try #require(record["outputs"]?.arrayValue?.first?["url"]?.stringValue)
            try Data(try await Call.send("GET", url).body).write(to: picture)
            let files = [
                try save(record, "record.json", server), try save(published, "keys.json", server),
            ]
            try await server.terminate()
            let proof = try await verify(files, ["--file", picture.path], server)
            #expect(proof.code == 0, "\(proof.text)")
            #expect(proof.text.contains("charged: $0.028 of $0.028 held"))
            #expect(proof.text.contains("fox.png is on it"))

            var forged = try #require(record.objectValue)
            forged["receipt"] = try changed(receipt)
            let forgery = [try save(.object(forged), "forged.json", server), files[1]]
            let refusal = try await verify(forgery, [], server)
            #expect(refusal.code == 1)
            #expect(refusal.errors.contains("Not proved."))
            for (name, other) in lies {
                var lying = try #require(record.objectValue)
                lying[name] = other
                let answer: JSONValue = ["code": 200, "msg": "success", "data": .object(lying)]
                let lie = [try save(answer, "lie.json", server), files[1]]
                let caught = try await verify(lie, [], server)
                #expect(caught.code == 1)
                #expect(caught.errors.contains("says otherwise: \(name)."), "\(caught.errors)")
            }
        }
    }

    private var lies: [(String, JSONValue)] {
        [
            ("model", "openai-gpt-image-2-text-to-image-high"), ("state", "fail"),
            ("usdConsumed", 0), ("servedBy", "another"), ("outputs", "none"),
            ("outputs", [["sha256": .string(String(repeating: "0", count: 64))]]),
        ]
    }

    @Test func `no record lies around a genuine receipt`() async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let record = try await customer.ended(try await customer.order(Orders.paid()))
            let keys = try save(try await keys(server), "keys.json", server)
            let whole = try #require(record.objectValue)
            func look(_ document: [String: JSONValue]) async throws -> ChildProcess.Ending {
                try await verify(
                    [try save(.object(document), "document.json", server), keys],
                    [],
                    server
                )
            }
            // Beside another that is none.
            let lying = whole.merging(["model": "another"]) { $1 }
            let hidden = try await look(["receipt": nil, "data": .object(lying)])
            #expect(hidden.errors.contains("says otherwise: model."), "\(hidden.errors)")
            for name in ["chargedUsd", "heldUsd", "returnedUsd", "priceVersion"] {
                let cost = (record["cost"]?.objectValue ?? [:]).merging([name: 7]) { $1 }
                let caught = try await look(whole.merging(["cost": .object(cost)]) { $1 })
                #expect(caught.errors.contains("otherwise: cost.\(name)."), "\(caught.errors)")
            }
            var output = try #require(record["outputs"]?.arrayValue?.first?.objectValue)
            output["bytes"] = 1
            let other = try await look(whole.merging(["outputs": [.object(output)]]) { $1 })
            #expect(other.errors.contains("otherwise: outputs."))
            // A record whose pictures are deleted tells the truth.
            #expect(try await look(whole.merging(["outputs": []]) { $1 }).code == 0)
        }
    }

    private func sha256(_ record: JSONValue) -> JSONValue? {
        record["outputs"]?.arrayValue?.first?["sha256"]
    }

    private func changed(_ receipt: JSONValue) throws -> JSONValue {
        var (whole, payload) = (
            try #require(receipt.objectValue), try #require(receipt["payload"]?.objectValue)
        )
        payload["chargedMicroUsd"] = 0
        whole["payload"] = .object(payload)
        return .object(whole)
    }

    private func verify(
        _ files: [String],
        _ more: [String],
        _ server: ServerProcess
    ) async throws -> ChildProcess.Ending {
        try await server.command(
            ["verify-receipt", files[0], "--keys", files[1]] + more,
            onData: false
        )
    }

    @Test(arguments: ["!refuse", "!fail"])
    func `a failed task's receipt says that nothing was charged`(_ word: String) async throws {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let record = try await customer.ended(
                try await customer.order(Orders.paid("a fox \(word)"))
            )
            let receipt = try #require(record["receipt"])
            #expect(receipt["payload"]?["state"] == "fail")
            #expect(receipt["payload"]?["failClass"] == record["failClass"])
            #expect(receipt["payload"]?["chargedMicroUsd"] == 0)
            #expect(receipt["payload"]?["outputs"] == [])
            try await PythonJourney.receipt(receipt, keys: keys(server), in: server.folder)
            let files = [
                try save(record, "record.json", server),
                try save(try await keys(server), "keys.json", server),
            ]
            #expect(try await verify(files, [], server).code == 0)
        }
    }

    @Test func `what an earlier key signed stays good after a rotation and a restart`() async throws
    {
        try await ServerProcess.run { server in
            let customer = try server.customer()
            let before = try await customer.ended(try await customer.order(Orders.paid()))
            let rotated = try await server.admin("rotate-receipt-key")
            try await server.terminate()
            try await server.start()
            let restarted = try server.customer()
            let after = try await restarted.ended(try await restarted.order(Orders.paid()))
            #expect(before["receipt"]?["keyId"] == rotated["retired"])
            #expect(after["receipt"]?["keyId"] == rotated["keyId"])
            let published = try await keys(server)
            #expect(published["keys"]?.arrayValue?.count == 2)
            for receipt in [before["receipt"], after["receipt"]] {
                try await PythonJourney.receipt(
                    try #require(receipt),
                    keys: published,
                    in: server.folder
                )
            }
        }
    }
}
