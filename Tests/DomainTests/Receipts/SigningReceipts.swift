import Domain
import Testing

@Suite struct SigningReceipts {
    /// The key of RFC 8032, 7.1, test 1, whose thumbprint is in RFC 8037, A.3.
    private let seed: [UInt8] = [
        0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c,
        0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae,
        0x7f, 0x60,
    ]

    private func published(_ key: ReceiptKey) -> PublicReceiptKey {
        PublicReceiptKey(
            bytes: key.publicBytes,
            createdAt: Timestamp(milliseconds: 0),
            retiredAt: nil
        )
    }

    private func task() throws -> MediaTask {
        MediaTask(
            id: try #require(TaskID("task_01ARZ3NDEKTSV4RRFFQ69G5FAV")),
            accountID: 7,
            keyID: 1,
            clientID: nil,
            slug: "openai-gpt-image-1-5-text-to-image-medium",
            servedBy: nil,
            isStandIn: false,
            state: .success,
            hasBeenTried: true,
            body: "{}",
            callbackURL: nil,
            metadata: [:],
            payer: .customer,
            priceVersion: "v1",
            held: MicroUSD(56_000),
            charged: MicroUSD(28_000),
            failClass: nil,
            failMessage: nil,
            outputs: [
                Output(
                    index: 0,
                    path: "outputs/a.png",
                    sha256: SHA256Text.hex(of: "picture".utf8),
                    bytes: 7,
                    media: .png,
                    size: PictureSize(width: 1, height: 1)
                )
            ],
            seed: nil,
            requestID: "req_1",
            createdAt: Timestamp(milliseconds: 1_763_845_207_102),
            updatedAt: Timestamp(milliseconds: 1_763_845_213_222),
            startedAt: nil,
            completedAt: Timestamp(milliseconds: 1_763_845_213_222),
            expiresAt: nil,
            typicalMilliseconds: 1,
            attempts: [attempt(1, "retry"), attempt(2, "success")]
        )
    }

    private func attempt(_ number: Int, _ outcome: String) -> Attempt {
        Attempt(
            number: number,
            provider: "openai",
            model: "gpt-image-1.5",
            startedAt: Timestamp(milliseconds: 1),
            endedAt: nil,
            outcome: outcome,
            detail: "not on a receipt"
        )
    }

    /// Both texts were made by Python's json and cryptography.
    @Test func `a receipt is signed as other libraries sign it`() throws {
        let key = try ReceiptKey(seed: seed)
        let receipt = try Receipt(task(), signedBy: key)
        #expect(
            receipt.payload.text() == """
                {"attempts":[{"model":"gpt-image-1.5","number":1,"outcome":"retry","provider":\
                "openai"},{"model":"gpt-image-1.5","number":2,"outcome":"success","provider":\
                "openai"}],"chargedMicroUsd":28000,"completeTime":1763845213222,"createTime":\
                1763845207102,"failClass":null,"heldMicroUsd":56000,"model":\
                "openai-gpt-image-1-5-text-to-image-medium","outputs":[{"bytes":7,"mime":\
                "image/png","sha256":\
                "2cea274d0bedc39ec4ab6ba9e59ec889e3ed6fb56a1cf088a64d9b383378dc97"}],"payer":\
                "customer","priceVersion":"v1","sandbox":false,"servedBy":null,"state":\
                "success","taskId":"task_01ARZ3NDEKTSV4RRFFQ69G5FAV","version":1}
                """
        )
        #expect(receipt.keyID == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        let signature = "7DXJZ28jJOfE+aJCefinit5r1vVn8YMkWnEoKmDpigsdhWECV0wIqyi98WTqncaq"
        #expect(receipt.json["signature"] == .string(signature + "/1UG7LaWZX9fyZkivGuLAQ=="))
    }

    @Test func `what is signed cannot be changed, nor signed by another key`() throws {
        let key = try ReceiptKey(seed: seed)
        let receipt = try Receipt(task(), signedBy: key)
        #expect(receipt.isSigned(by: published(key)))
        #expect(!receipt.isSigned(by: published(ReceiptKey())))
        var members = try #require(receipt.payload.objectValue)
        members["chargedMicroUsd"] = 27_999
        var forged = try #require(receipt.json.objectValue)
        forged["payload"] = .object(members)
        #expect(Receipt(json: .object(forged))?.isSigned(by: published(key)) == false)
        #expect(Receipt(json: receipt.json) == receipt)
    }

    @Test func `a key shows its public half and nothing else`() throws {
        let key = try ReceiptKey(seed: seed)
        let jwk = published(key).jwk
        #expect(jwk["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
        #expect(jwk["kid"] == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        #expect(jwk["d"] == nil)
        var shown = "\(key) \(String(reflecting: key))"
        dump(key, to: &shown)
        #expect(shown.contains(key.id))
        #expect(!shown.contains("157") && !shown.lowercased().contains("9d61"))
    }
}
