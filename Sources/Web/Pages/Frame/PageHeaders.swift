import HTTPTypes

/// What every page says to the browser: nothing is loaded from elsewhere, nothing inline runs, no
/// other site may frame it.
enum PageHeaders {
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    /// For answers that are no pages.
    static let nothing = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"

    static let fields: HTTPFields = {
        var fields: HTTPFields = [
            .xContentTypeOptions: "nosniff", .contentSecurityPolicy: policy,
        ]
        let more = [
            // Not no-referrer: forms would say that they come from nowhere, and be refused for it.
            "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        ]
        for (name, value) in more {
            if let name = HeaderName.named(name) { fields[name] = value }
        }
        return fields
    }()
}
