import AIGenerateClient
import Foundation
import Testing

@Suite struct VerifyingWebhooks {
    // The test vector of the Standard Webhooks specification.
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let otherSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
    private static let body = Data(#"{"test": 2432232314}"#.utf8)
    private static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    private static let headers = [
        "Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "Webhook-Timestamp": "1614265330",
        "Webhook-Signature": signature,
    ]
    private static let signedAt = Date(timeIntervalSince1970: 1_614_265_330)

    private static func fault(
        body: Data = body,
        headers: [String: String] = headers,
        secrets: [String] = [secret],
        now: Date = signedAt
    ) -> VerificationFault? {
        do throws(AIGenerateError) {
            try AIGenerateClient.verifyWebhook(
                body: body,
                headers: headers,
                secrets: secrets,
                now: now
            )
            return nil
        } catch {
            guard case .verification(let fault) = error else { return nil }
            return fault
        }
    }

    @Test func `the specification's own example is genuine`() throws {
        try AIGenerateClient.verifyWebhook(
            body: Self.body,
            headers: Self.headers,
            secret: Self.secret,
            now: Self.signedAt
        )
    }

    @Test func `a changed body is found out`() {
        let changed = Data(#"{"test": 2432232315}"#.utf8)
        #expect(Self.fault(body: changed) == .signatureMismatch)
    }

    @Test(arguments: ["Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"])
    func `no header may be missing`(name: String) {
        var headers = Self.headers
        headers[name] = nil
        #expect(Self.fault(headers: headers) == .missingHeader(name.lowercased()))
    }

    @Test func `a changed id is found out`() {
        let headers = Self.headers.merging(["Webhook-Id": "msg_other"]) { _, new in new }
        #expect(Self.fault(headers: headers) == .signatureMismatch)
    }

    @Test(arguments: [(300, true), (301, false), (-300, true), (-301, false)])
    func `five minutes either way are tolerated`(seconds: Int, isGenuine: Bool) {
        let now = Self.signedAt.addingTimeInterval(Double(seconds))
        #expect(Self.fault(now: now) == (isGenuine ? nil : .timestampOutsideTolerance))
    }

    @Test(arguments: ["", "soon", "1e9"])
    func `a time stamp that is no number is refused`(text: String) {
        let headers = Self.headers.merging(["Webhook-Timestamp": text]) { _, new in new }
        #expect(Self.fault(headers: headers) == .malformedTimestamp)
    }

    @Test(arguments: ["\(Int64.min)", "\(Int64.max)"])
    func `a time stamp at the end of numbers is refused, not a crash`(text: String) {
        let headers = Self.headers.merging(["Webhook-Timestamp": text]) { _, new in new }
        #expect(Self.fault(headers: headers) == .timestampOutsideTolerance)
    }

    @Test func `either secret will do during a rotation`() {
        #expect(Self.fault(secrets: [Self.otherSecret, Self.secret]) == nil)
        #expect(Self.fault(secrets: [Self.otherSecret]) == .signatureMismatch)
        #expect(Self.fault(secrets: []) == .signatureMismatch)
    }

    @Test func `one good signature among several is enough`() {
        let several = "v1a,AAAA v1,AAAA \(Self.signature) v2,BBBB"
        let headers = Self.headers.merging(["Webhook-Signature": several]) { _, new in new }
        #expect(Self.fault(headers: headers) == nil)
    }

    @Test(arguments: ["", "v1,", "v1,!!", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="])
    func `a header without a signature proves nothing`(text: String) {
        let headers = Self.headers.merging(["Webhook-Signature": text]) { _, new in new }
        #expect(Self.fault(headers: headers) == .signatureMismatch)
    }

    @Test(arguments: ["whsec_", "whsec_%%%"])
    func `a secret that is none is said to be`(secret: String) {
        #expect(Self.fault(secrets: [secret]) == .malformedSecret)
    }

    @Test func `kie's signature covers the task and the time`() throws {
        // Made by Python's hmac module with the whole secret as the key.
        let signature = "gN60YCzvmJ79u6aoijxnFZR3kQIhnK1CHhI1tlSL0Tc="
        let headers = ["X-Webhook-Timestamp": "1614265330", "X-Webhook-Signature": signature]
        func verify(_ body: String) throws {
            try AIGenerateClient.verifyKieWebhook(
                body: Data(body.utf8),
                headers: headers,
                secrets: [Self.secret],
                now: Self.signedAt
            )
        }
        try verify(#"{"code":200,"data":{"taskId":"task_1"}}"#)
        try verify(#"{"code":200,"data":{"task_id":"task_1"}}"#)
        for body in [#"{"data":{"taskId":"task_2"}}"#, #"{"data":null}"#, "nonsense"] {
            #expect(throws: AIGenerateError.self) { try verify(body) }
        }
    }

    @Test func `an event is read, its time in seconds`() throws {
        let event = try WebhookEvent(
            body: Data(
                """
                {"code":501,"msg":"Playground task failed.","data":{"taskId":"t","task_id":"t",
                 "model":"m","state":"fail","createTime":1,"costTime":6,"failClass":"cancelled"}}
                """.utf8
            )
        )
        #expect(event.code == 501)
        #expect(event.task.state == .fail)
        #expect(event.task.costTime == .seconds(6))
        #expect(event.task.failClass == .cancelled)
        #expect(throws: AIGenerateError.self) { try WebhookEvent(body: Data("{}".utf8)) }
    }
}
