/// One setting's name, meaning and default.
package struct Setting: Sendable {
    package let name: String
    package let summary: String
    /// What counts when nobody sets it; nil: nothing does.
    package let standard: String?
    package let isSecret: Bool
    /// The environment's name where it is not `AIGENERATE_` and the name in capitals.
    private let variable: String?

    init(
        _ name: String,
        _ summary: String,
        _ standard: String?,
        isSecret: Bool = false,
        variable: String? = nil
    ) {
        self.name = name
        self.summary = summary
        self.standard = standard
        self.isSecret = isSecret
        self.variable = variable
    }

    package var environmentName: String {
        variable ?? "AIGENERATE_" + name.uppercased().replacing("-", with: "_")
    }
}

extension ConfigValues {
    /// Every setting, with its default. A new one is one line here, one field in `Config`, and one
    /// row in docs/configuration.md.
    package static let names = [
        Setting("data", "folder of database, files and master key", "./data"),
        Setting("host", "address to listen on", "127.0.0.1"),
        Setting("port", "port to listen on; 0 picks a free one", "8080"),
        Setting(
            "roles",
            "the parts of the server that run; only both together so far",
            "web,worker"
        ),
        Setting("public-url", "base of the links we give out; unset: the address served", nil),
        Setting("rate-limit-creates", "new tasks per key in a window", "20"),
        Setting("rate-limit-window-seconds", "length of that window", "10"),
        Setting("rate-limit-polls", "other requests per key in 10 s", "2000"),
        Setting(
            "rate-limit-refusals",
            "refused requests in 10 s, per key, or per address without a valid key",
            "200"
        ),
        Setting(
            "connections-per-address",
            "connections of one address; loopback and trusted proxies may have more",
            "1000"
        ),
        Setting("write-stall-seconds", "how long a client may leave its answer unread", "30"),
        Setting(
            "egress-allow-cidrs",
            "private networks that callbacks and input pictures may reach",
            nil
        ),
        Setting("trusted-proxies", "networks of proxies whose X-Forwarded-For counts", nil),
        Setting(
            "cors-origins",
            "web apps that may call the API from a browser: *, off, or a list of origins",
            "*"
        ),
        Setting("signup-grant-usd", "credit of a new account, in USD", "10"),
        Setting("playground-account-usd", "list price played free by one account a day", "0.50"),
        Setting("playground-house-usd", "list price played free by all of them a day", "5"),
        Setting("admin-second-step", "on or off: /admin asks for the second step", "off"),
        Setting(
            "mail-command",
            "program that sends e-mail as sendmail does; unset: the log shows it",
            nil
        ),
        Setting("mail-from", "who e-mail is from", "AI Generate <aigenerate@localhost>"),
        Setting("oidc-issuer", "OpenID Connect provider that people sign in with", nil),
        Setting("oidc-client-id", "what this server is called there", nil),
        Setting("oidc-client-secret", "its secret there; unset: PKCE alone", nil, isSecret: true),
        Setting("oidc-name", "what the button calls the provider", "single sign-on"),
        Setting(
            "oidc-trust-email",
            "on or off: its addresses count as confirmed though it does not say so",
            "off"
        ),
        Setting("stripe-secret-key", "Stripe's key: sells credit by card", nil, isSecret: true),
        Setting("stripe-webhook-secret", "what Stripe signs its reports with", nil, isSecret: true),
        Setting("stripe-base-url", "where Stripe's API is", "https://api.stripe.com"),
        Setting("sandbox", "whether the Sandbox stands in: auto, always or never", "auto"),
        Setting("successors", "on or off: successors serve retired models", "on"),
        Setting("openai-api-key", "OpenAI's key", nil, isSecret: true, variable: "OPENAI_API_KEY"),
        Setting("openai-base-url", "where OpenAI's API is", "https://api.openai.com/v1"),
        Setting("upstream-read-seconds", "most that a provider's whole answer may take", "420"),
        Setting("master-key", "64 hex digits; unset: DATA/master.key", nil, isSecret: true),
        Setting("min-free-mb", "free disk space below which no work is taken", "200"),
        Setting("heartbeat-seconds", "how often a client that waits hears from us", "15"),
        Setting("slots", "tasks made at the same time", "64"),
        Setting("outputs-kept-days", "days that pictures are kept", "14"),
        Setting("uploads-kept-days", "days that uploaded files are kept", "3"),
        Setting("uploads-most-mb", "most that one account's uploads may have together", "2000"),
        Setting("records-kept-days", "days that task records are kept", "60"),
        Setting("loss-limit-usd-per-day", "most that second purchases may cost us a day", "10"),
        Setting("log-level", "debug, info, notice, warning or error", "info"),
        Setting("crash-point", "debug builds only: stops at a named step, for tests", nil),
        Setting("extra-hosts", "debug builds only: names with addresses, for tests", nil),
        Setting(
            "catalog-copies",
            "debug builds only: how many copies of the price list, for tests",
            "1"
        ),
        Setting("clock-offset-seconds", "debug builds only: moves the wall clock, for tests", "0"),
    ]
}
