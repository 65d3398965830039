import AIGenerateClient
import Crypto
import Foundation
import Testing

/// The texts were made by Python's json and cryptography, with the key of RFC 8032, 7.1, test 1.
@Suite struct VerifyingReceipts {
    private let keyID = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    private let payload = """
        {"version":1,"taskId":"task_01ARZ3NDEKTSV4RRFFQ69G5FAV",
         "model":"openai-gpt-image-1-5-text-to-image-medium","servedBy":null,"sandbox":false,
         "state":"success","failClass":null,"payer":"customer","priceVersion":"v1",
         "heldMicroUsd":56000,"chargedMicroUsd":28000,"outputs":[{"mime":"image/png","bytes":7,
         "sha256":"2cea274d0bedc39ec4ab6ba9e59ec889e3ed6fb56a1cf088a64d9b383378dc97"}],
         "attempts":[
         {"number":1,"provider":"openai","model":"gpt-image-1.5","outcome":"retry"},
         {"number":2,"provider":"openai","model":"gpt-image-1.5","outcome":"success"}],
         "createTime":1763845207102,"completeTime":1763845213222}
        """

    private func document(_ payload: String) -> Data {
        let signature = "7DXJZ28jJOfE+aJCefinit5r1vVn8YMkWnEoKmDpigsdhWECV0wIqyi98WTqncaq"
        return Data(
            """
            {"payload":\(payload),"keyId":"\(keyID)",
             "signature":"\(signature)/1UG7LaWZX9fyZkivGuLAQ=="}
            """.utf8
        )
    }

    private func keys(
        id: String = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
        x: String = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    ) throws -> ReceiptKeys {
        let text = """
            {"keys":[{"kty":"OKP","crv":"Ed25519","kid":"\(id)","x":"\(x)",
             "created":"2026-01-01T00:00:00Z","retired":null}]}
            """
        return try ReceiptKeys(document: Data(text.utf8))
    }

    private func fault(_ work: () throws -> Void) throws -> VerificationFault? {
        let error = #expect(throws: AIGenerateError.self) { try work() }
        guard case .verification(let fault) = error else { return nil }
        return fault
    }

    @Test func `a receipt that Python signed is genuine, whatever order and blanks it has`() throws
    {
        let receipt = try Receipt(document: document(payload))
        try receipt.verify(with: keys())
        #expect(receipt.chargedMicroUSD == 28_000)
        #expect(receipt.heldMicroUSD == 56_000)
        #expect(receipt.state == .success)
        #expect(try receipt.output(of: Data("picture".utf8)).mime == "image/png")
        #expect(
            try fault { try receipt.output(of: Data("another".utf8)) }
                == .notOnReceipt(
                    "ae448ac86c4e8e4dec645729708ef41873ae79c6dff84eff73360989487f08e5"
                )
        )
    }

    @Test func `a record, an answer and a callback carry it`() throws {
        let alone = document(payload)
        let text = String(decoding: alone, as: UTF8.self)
        for whole in [#"{"receipt":\#(text)}"#, #"{"code":200,"data":{"receipt":\#(text)}}"#] {
            #expect(try Receipt(document: Data(whole.utf8)) == Receipt(document: alone))
        }
        let record = try JSONDecoder().decode(
            TaskRecord.self,
            from: Data(
                #"{"taskId":"t","model":"m","state":"success","createTime":1,"receipt":\#(text)}"#
                    .utf8
            )
        )
        try #require(record.receipt).verify(with: keys())
        for broken in ["", "{}", #"{"payload":1}"#, #"{"receipt":null}"#] {
            #expect(
                try fault { _ = try Receipt(document: Data(broken.utf8)) } == .malformedReceipt
            )
        }
    }

    @Test(arguments: [
        ("28000", "27999"), ("success", "fail"), ("\"sandbox\":false", "\"sandbox\":true"),
        ("56000", "56001"), ("customer", "none"), ("\"createTime\"", "\"more\":1,\"createTime\""),
    ])
    func `whatever was changed is seen`(was: String, isNow: String) throws {
        let changed = payload.replacing(was, with: isNow, maxReplacements: 1)
        #expect(changed != payload)
        let receipt = try Receipt(document: document(changed))
        #expect(try fault { try receipt.verify(with: keys()) } == .receiptMismatch)
    }

    @Test func `numbers that are not whole are no receipt`() throws {
        let receipt = try Receipt(document: document(payload.replacing("28000", with: "0.5")))
        #expect(try fault { try receipt.verify(with: keys()) } == .malformedReceipt)
    }

    @Test func `a key proves nothing under another key's id`() throws {
        let receipt = try Receipt(document: document(payload))
        let other = "9m_3pUq0N9hDXKbsLpWvCsbjBhnCVaVdzvDDsWLlaMs"
        let fault = try fault { try receipt.verify(with: keys(x: other)) }
        #expect(fault == .unknownReceiptKey(keyID))
        let unknown = try self.fault { try receipt.verify(with: keys(id: "another")) }
        #expect(unknown == .unknownReceiptKey(keyID))
    }

    @Test(arguments: [
        #"{"model":"other","model":"m","receipt":@}"#,
        #"{"a":{"b":1,"c":[{"d":1,"d":2}]},"receipt":@}"#,
        #"{"mod\u0065l":"other","model":"m","receipt":@}"#,
        #"{"receipt":null,"receipt":@}"#, #"{"data":{"receipt":@},"data":{"receipt":@}}"#,
    ])
    func `a document that can be read in two ways proves nothing`(_ shape: String) throws {
        let text = String(decoding: document(payload), as: UTF8.self)
        let whole = Data(shape.replacing("@", with: text).utf8)
        let fault = try fault { _ = try Receipt(document: whole) }
        #expect(fault == .repeatedMember || fault == .malformedReceipt)
    }

    @Test func `the same name in two objects is no repetition`() throws {
        let text = String(decoding: document(payload), as: UTF8.self)
        let whole = #"{"note":{"keyId":"\"keyId\":"},"more":[{"a":1},{"a":1}],"receipt":\#(text)}"#
        let receipt = try Receipt(document: Data(whole.utf8))
        #expect(receipt.proof(of: Data(whole.utf8)).unproved == ["more", "note"])
    }

    @Test func `a receipt of a later version is genuine, but not understood`() throws {
        let seed = Data(
            [UInt8]([
                0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec,
                0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03,
                0x1c, 0xae, 0x7f, 0x60,
            ])
        )
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        let payload = #"{"taskId":"t","version":2}"#
        let signature = try key.signature(for: Data(payload.utf8)).base64EncodedString()
        let text = #"{"payload":\#(payload),"keyId":"\#(keyID)","signature":"\#(signature)"}"#
        let receipt = try Receipt(document: Data(text.utf8))
        #expect(try fault { try receipt.verify(with: keys()) } == .unknownReceiptVersion("2"))
    }

    @Test func `an id that only looks like a key's is another`() throws {
        let text = String(decoding: document(payload), as: UTF8.self)
        // U+212A is canonically the letter K.
        let alike = text.replacing("kPrK_", with: "kPr\u{212A}_")
        let receipt = try Receipt(document: Data(alike.utf8))
        #expect(throws: AIGenerateError.self) { try receipt.verify(with: keys()) }
    }
}
