package import Domain
package import Egress

/// The operator's account at Stripe, as the settings have it.
package struct StripeAccount: Sendable {
    package let key: Secret
    package let webhookSecret: Secret
    package let baseURL: String
    package let origin: Origin

    /// nil: there is none.
    init?(_ values: ConfigValues) throws(ConfigError) {
        let baseURL = try values.required("stripe-base-url")
        do throws(EgressRefusal) { origin = try Origin(of: baseURL) } catch {
            throw ConfigError(
                message: "stripe-base-url must be a URL such as https://api.stripe.com, not "
                    + "'\(baseURL)'."
            )
        }
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        let secrets = ["stripe-secret-key", "stripe-webhook-secret"].map { values.text($0) ?? "" }
        if secrets == ["", ""] { return nil }
        guard !secrets.contains("") else {
            throw ConfigError(
                message: "stripe-secret-key and stripe-webhook-secret are set together: the first "
                    + "makes payments, the second tells us which of them came."
            )
        }
        (key, webhookSecret) = (Secret(secrets[0]), Secret(secrets[1]))
    }
}
