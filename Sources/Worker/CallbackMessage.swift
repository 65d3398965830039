import Domain
import Storage

/// A signed callback, ready to be sent.
struct CallbackMessage: Sendable {
    let headers: [(name: String, value: String)]
    let body: [UInt8]
}

extension DeliverWebhooks {
    /// nil when the record is gone (its retention ended before the callback was accepted).
    func message(for delivery: DueDelivery) async throws -> CallbackMessage? {
        guard let task = try await store.task(delivery.taskID),
            let sealed = try await store.webhookSecrets(account: delivery.accountID)
        else {
            try await store.record(
                DeliveryTry(
                    status: nil,
                    error: "the record is gone",
                    answer: "",
                    duration: .zero,
                    next: .exhausted
                ),
                of: delivery
            )
            return nil
        }
        let secrets = try [sealed.current, sealed.previous].compactMap(\.self).compactMap {
            WebhookSecret(try vault.open($0, for: "webhook").reveal())
        }
        let now = store.clock.wall()
        let payload = WebhookEvent.payload(task, record: record.object(task, now: now))
        return sign(payload.bytes(), delivery, secrets, seconds: now.seconds)
    }

    /// Both signatures at once; during a rotation both secrets sign.
    private func sign(
        _ body: [UInt8],
        _ delivery: DueDelivery,
        _ secrets: [WebhookSecret],
        seconds: Int64
    ) -> CallbackMessage {
        let standard = secrets.map {
            WebhookSignature.standard(secret: $0, id: delivery.id, seconds: seconds, body: body)
        }
        var headers: [(name: String, value: String)] = [
            ("content-type", "application/json"),
            ("user-agent", "AIGenerate-Webhooks/1"),
            ("webhook-id", delivery.id),
            ("webhook-timestamp", String(seconds)),
            ("webhook-signature", standard.joined(separator: " ")),
            ("x-webhook-timestamp", String(seconds)),
            ("x-request-id", delivery.requestID),
        ]
        if let current = secrets.first {
            let signature = WebhookSignature.kie(
                secret: current,
                taskID: delivery.taskID.text,
                seconds: seconds
            )
            headers.append(("x-webhook-signature", signature))
        }
        return CallbackMessage(headers: headers, body: body)
    }
}
