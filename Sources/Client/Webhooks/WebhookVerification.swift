import Crypto
public import Foundation

extension AIGenerateClient {
    /// Checks that a callback comes from the server and is fresh, by the Standard Webhooks headers
    /// (`webhook-id`, `webhook-timestamp`, `webhook-signature`), which cover the whole body. Do
    /// this before reading anything of it.
    ///
    /// - Parameters:
    ///   - body: The bytes as they arrived, before any decoding.
    ///   - headers: All headers of the request; names in any case.
    ///   - secrets: The account's webhook secret, `whsec_…`; the old one too while you rotate.
    ///   - tolerance: How far the time stamp may be from now, both ways.
    ///   - now: The time to judge by.
    /// - Throws: `.verification`: answer 400 and do nothing else.
    public static func verifyWebhook(
        body: some DataProtocol,
        headers: [String: String],
        secrets: [String],
        tolerance: Duration = .seconds(300),
        now: Date = Date()
    ) throws(AIGenerateError) {
        let headers = WebhookHeaders(headers)
        let id = try headers.value("webhook-id")
        let timestamp = try headers.value("webhook-timestamp")
        let signatures = try headers.value("webhook-signature")
        try WebhookHeaders.check(timestamp, tolerance: tolerance, now: now)
        // The header holds one signature per secret during a rotation, and perhaps versions that
        // are not known here.
        let candidates = signatures.split(separator: " ").compactMap { text -> Data? in
            text.hasPrefix("v1,") ? Data(base64Encoded: String(text.dropFirst(3))) : nil
        }
        let message = Data("\(id).\(timestamp).".utf8) + Data(body)
        for secret in secrets {
            let key = try standardKey(secret)
            if candidates.contains(where: { isSignature($0, of: message, key: key) }) { return }
        }
        throw .verification(.signatureMismatch)
    }

    /// The same with one secret.
    public static func verifyWebhook(
        body: some DataProtocol,
        headers: [String: String],
        secret: String,
        tolerance: Duration = .seconds(300),
        now: Date = Date()
    ) throws(AIGenerateError) {
        try verifyWebhook(
            body: body,
            headers: headers,
            secrets: [secret],
            tolerance: tolerance,
            now: now
        )
    }

    /// Checks a callback by the headers that kie.ai's API has (`X-Webhook-Timestamp`,
    /// `X-Webhook-Signature`). That signature covers the task's id and the time only, not the rest
    /// of the body: prefer `verifyWebhook`, and ask for the record before acting on the body.
    ///
    /// - Parameters: As for `verifyWebhook`; the whole `whsec_…` text is the key here.
    public static func verifyKieWebhook(
        body: some DataProtocol,
        headers: [String: String],
        secrets: [String],
        tolerance: Duration = .seconds(300),
        now: Date = Date()
    ) throws(AIGenerateError) {
        let headers = WebhookHeaders(headers)
        let timestamp = try headers.value("x-webhook-timestamp")
        let signature = try headers.value("x-webhook-signature")
        try WebhookHeaders.check(timestamp, tolerance: tolerance, now: now)
        let document = try? JSONDecoder().decode(JSON.self, from: Data(body))
        let task = document?["data"]
        guard let taskID = (task?["taskId"] ?? task?["task_id"])?.stringValue else {
            throw .verification(.malformedBody)
        }
        let message = Data("\(taskID).\(timestamp)".utf8)
        let isGenuine = secrets.contains { secret in
            guard let candidate = Data(base64Encoded: signature) else { return false }
            return isSignature(candidate, of: message, key: SymmetricKey(data: Data(secret.utf8)))
        }
        guard isGenuine else { throw .verification(.signatureMismatch) }
    }

    private static func standardKey(_ secret: String) throws(AIGenerateError) -> SymmetricKey {
        let prefix = "whsec_"
        let text = secret.hasPrefix(prefix) ? String(secret.dropFirst(prefix.count)) : secret
        guard let bytes = Data(base64Encoded: text), !bytes.isEmpty else {
            throw .verification(.malformedSecret)
        }
        return SymmetricKey(data: bytes)
    }

    /// Takes the same time whether the first byte differs or the last.
    private static func isSignature(_ code: Data, of message: Data, key: SymmetricKey) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: key)
    }
}

/// A callback's headers, found by name in any case.
private struct WebhookHeaders {
    private let values: [String: String]

    init(_ headers: [String: String]) {
        let lowered = headers.map { ($0.key.lowercased(), $0.value) }
        values = Dictionary(lowered, uniquingKeysWith: { first, _ in first })
    }

    func value(_ name: String) throws(AIGenerateError) -> String {
        guard let value = values[name] else { throw .verification(.missingHeader(name)) }
        return value
    }

    static func check(
        _ timestamp: String,
        tolerance: Duration,
        now: Date
    ) throws(AIGenerateError) {
        guard let seconds = Int64(timestamp) else { throw .verification(.malformedTimestamp) }
        let (age, overflow) = Int64(now.timeIntervalSince1970)
            .subtractingReportingOverflow(seconds)
        guard !overflow, age.magnitude <= UInt64(max(0, tolerance.components.seconds)) else {
            throw .verification(.timestampOutsideTolerance)
        }
    }
}
