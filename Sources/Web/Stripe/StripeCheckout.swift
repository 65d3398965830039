package import Domain
package import Egress

/// Stripe's Checkout: a page of theirs where a card is charged for a session that we made. By its
/// documented wire format: a form in, JSON out, the secret key as bearer, `Idempotency-Key`.
package struct StripeCheckout: Sendable {
    private let client: GuardedClient
    private let baseURL: String
    private let key: Secret
    private let webhookSecret: Secret

    /// - client: may call `baseURL`, such as `https://api.stripe.com`.
    package init(client: GuardedClient, baseURL: String, key: Secret, webhookSecret: Secret) {
        self.client = client
        self.baseURL = baseURL
        self.key = key
        self.webhookSecret = webhookSecret
    }

    /// What is sent and named stays as it is with new versions of their API.
    private static let version = "2024-06-20"

    /// Makes the session of a top-up. The same top-up makes the same session again.
    ///
    /// - returnTo: the address of ours that the buyer comes back to.
    func open(
        _ topUp: TopUp,
        email: String,
        returnTo: String
    ) async throws(PaymentFailure) -> CheckoutSession {
        guard let cents = topUp.amount.cents else {
            throw PaymentFailure(detail: "not whole cents: \(topUp.amount.dollars)")
        }
        let form = [
            ("mode", "payment"),
            ("client_reference_id", topUp.id),
            ("metadata[top_up]", topUp.id),
            ("customer_email", email),
            ("line_items[0][quantity]", "1"),
            ("line_items[0][price_data][currency]", "usd"),
            ("line_items[0][price_data][unit_amount]", String(cents)),
            ("line_items[0][price_data][product_data][name]", "Credit, $\(topUp.amount.dollars)"),
            ("success_url", returnTo + "?from=paid"),
            ("cancel_url", returnTo + "?from=cancelled"),
        ]
        let body = FormText.encoded(form)
        let headers =
            headers + [
                (name: "Content-Type", value: "application/x-www-form-urlencoded"),
                (name: "Idempotency-Key", value: topUp.id),
            ]
        let answer: CallAnswer
        do throws(EgressFailure) {
            answer = try await client.post(
                baseURL + "/v1/checkout/sessions",
                headers: headers,
                body: Array(body.utf8),
                limits: .service
            )
        } catch {
            throw PaymentFailure(detail: "\(error)")
        }
        return try session(answer)
    }

    /// How a session stands now.
    func session(_ id: String) async throws(PaymentFailure) -> CheckoutSession {
        let answer: CallAnswer
        do throws(EgressFailure) {
            answer = try await client.get(
                baseURL + "/v1/checkout/sessions/" + id.inQuery,
                headers: headers
            )
        } catch {
            throw PaymentFailure(detail: "\(error)")
        }
        return try session(answer)
    }

    /// The session that a webhook of theirs is about, with the kind of event. nil: it is about
    /// something else.
    ///
    /// Throws `APIError` for what Stripe did not sign, or signed more than five minutes ago, and for
    /// what it signed and we cannot read: it is told again then, for three days.
    func event(
        _ body: [UInt8],
        signature: String?,
        at now: Timestamp
    ) throws(APIError) -> (kind: String, session: CheckoutSession)? {
        guard let header = signature, let signature = StripeSignature(header),
            signature.covers(body, secret: webhookSecret, at: now)
        else { throw .malformed("This is not signed by Stripe, or it is too old.") }
        guard let event = try? JSONValue.parse(body, excessMarks: .cut) else {
            throw .internalFault
        }
        guard let kind = event["type"]?.stringValue, kind.hasPrefix("checkout.session.") else {
            return nil
        }
        guard let session = event["data"]?["object"].flatMap({ CheckoutSession($0) }) else {
            throw .internalFault
        }
        return (kind, session)
    }

    private var headers: [(name: String, value: String)] {
        [
            (name: "Authorization", value: "Bearer \(key.reveal())"),
            (name: "Stripe-Version", value: Self.version),
        ]
    }

    private func session(_ answer: CallAnswer) throws(PaymentFailure) -> CheckoutSession {
        guard answer.status == 200 else {
            throw PaymentFailure(
                // Stripe repeats a key that it does not take, in part.
                detail: "status \(answer.status): "
                    + KeyTraces(key).hidden(in: Self.message(answer)),
                status: Int(answer.status)
            )
        }
        guard answer.isWhole,
            let object = try? JSONValue.parse(answer.bodyStart, excessMarks: .cut),
            let session = CheckoutSession(object)
        else { throw PaymentFailure(detail: "the answer is no checkout session") }
        return session
    }

    private static func message(_ answer: CallAnswer) -> String {
        let error = try? JSONValue.parse(answer.bodyStart, excessMarks: .cut)["error"]
        return error?["message"]?.stringValue ?? "without a message"
    }
}

/// Why the payment provider could not be asked. The detail is for the operator.
struct PaymentFailure: Error, Hashable, Sendable {
    let detail: String
    /// Of an answer that says no; nil: there was none.
    var status: Int?

    /// It is about this request alone, not about our key or their service.
    var isOfThisRequest: Bool {
        status.map { (400..<500).contains($0) && $0 != 401 && $0 != 429 } ?? false
    }
}
