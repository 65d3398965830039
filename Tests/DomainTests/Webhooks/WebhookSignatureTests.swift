import Crypto
import Domain
import Foundation
import Testing

@Suite struct `A callback's signatures` {
    @Test func `match the published Standard Webhooks vector`() throws {
        let secret = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signature = WebhookSignature.standard(
            secret: secret,
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            seconds: 1_614_265_330,
            body: Array(#"{"test": 2432232314}"#.utf8)
        )
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `in kie's form are of task id and time under the whole secret text`() throws {
        let secret = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let key = SymmetricKey(data: Data("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".utf8))
        let wanted = HMAC<SHA256>.authenticationCode(
            for: Data("task_01FWHE4YDGFK1SHH6W1G60EECF.1614265330".utf8),
            using: key
        )
        let signature = WebhookSignature.kie(
            secret: secret,
            taskID: "task_01FWHE4YDGFK1SHH6W1G60EECF",
            seconds: 1_614_265_330
        )
        #expect(signature == Data(wanted).base64EncodedString())
    }

    @Test(arguments: [
        "", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!", "whsec_c2hvcnQ=",
        "whsec_" + Data(repeating: 1, count: 65).base64EncodedString(),
    ])
    func `take no secret that is not 24 to 64 bytes`(text: String) {
        #expect(WebhookSecret(text) == nil)
    }

    @Test func `never print their secret`() {
        let secret = WebhookSecret(key: [UInt8](repeating: 7, count: 24))
        #expect("\(secret)" == "<secret>")
        #expect(WebhookSecret(secret.text) == secret)
    }
}
