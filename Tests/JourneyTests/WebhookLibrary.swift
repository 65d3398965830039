import Domain
import Foundation
import TestKit

/// The reference library of Standard Webhooks, in Python. `scripts/install-needs.sh test` puts it
/// into `.build/venv`.
enum WebhookLibrary {
    private static let script = """
        import base64, json, sys
        from standardwebhooks import Webhook, WebhookVerificationError
        call = json.load(open(sys.argv[1]))
        body = base64.b64decode(call["body"])
        try:
            for secret in call["secrets"]:
                Webhook(secret).verify(body, call["headers"])
            print("valid")
        except WebhookVerificationError as error:
            print("invalid", error)
        """

    /// Whether every one of the secrets verifies the call.
    static func verify(
        _ call: WebhookReceiver.Received,
        _ secrets: [String],
        _ customer: Customer
    ) async throws -> Bool {
        let file = customer.server.folder.appending(component: "\(UUID().uuidString).json")
        let document: JSONValue = [
            "body": .string(Data(call.body).base64EncodedString()),
            "headers": .object(call.headers.mapValues(JSONValue.string)),
            "secrets": .array(secrets.map(JSONValue.string)),
        ]
        try Data(document.bytes()).write(to: file)
        let child = try ChildProcess(
            PythonJourney.python,
            ["-B", "-c", script, file.path],
            environment: PythonJourney.environment,
            folder: customer.server.folder
        )
        let ending = try await child.ending()
        guard ending.code == 0 else {
            throw CommandFailed(command: [PythonJourney.python], ending: ending)
        }
        return ending.text.hasPrefix("valid")
    }
}
