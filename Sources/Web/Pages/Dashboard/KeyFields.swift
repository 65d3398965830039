import Domain
import Egress
import Storage

/// The forms of a key: what it is called and may do, and what it may spend.
enum KeyFields {
    static let name = FormView.Field(
        name: "name",
        label: "Name",
        hint: "What uses it: “ci”, “my laptop”."
    )

    static let limits = [
        FormView.Field(
            name: "models",
            label: "Only these models",
            hint: "Slugs, separated by spaces. Empty: all.",
            isRequired: false
        ),
        FormView.Field(
            name: "networks",
            label: "Only from these networks",
            hint: "Such as 203.0.113.0/24 2001:db8::/32. Empty: from anywhere.",
            isRequired: false
        ),
        FormView.Field(
            name: "expires",
            label: "Works until (UTC)",
            kind: "date",
            hint: "Empty: until it is revoked.",
            isRequired: false
        ),
    ]

    static let caps = [
        cap("hour", "Stop at (USD an hour)"), cap("day", "Stop at (USD a day)"),
        cap("month", "Stop at (USD a month)"), cap("total", "Stop at (USD in all)"),
        FormView.Field(
            name: "alert",
            label: "Alert at (USD a month)",
            hint: "You get an e-mail when it is reached. Nothing stops.",
            isRequired: false
        ),
    ]

    private static func cap(_ name: String, _ label: String) -> FormView.Field {
        FormView.Field(
            name: name,
            label: label,
            hint: "Empty: no cap.",
            isRequired: false
        )
    }

    static func readCaps(_ form: inout FormView, _ body: FormBody) -> Caps {
        Caps(
            hour: form.dollars("hour", body),
            day: form.dollars("day", body),
            month: form.dollars("month", body),
            total: form.dollars("total", body),
            alert: form.dollars("alert", body)
        )
    }

    /// What the key may be used for; a refusal stands beside its field.
    struct Limits: Sendable {
        var models: [String] = []
        var networks: [String] = []
        var expiresAt: Timestamp?

        init(_ form: inout FormView, _ body: FormBody, _ catalog: Catalog, now: Timestamp) {
            func words(_ name: String) -> [String] {
                (body[name] ?? "").split { $0 == " " || $0 == "," || $0.isNewline }.map(String.init)
            }
            for word in words("models") {
                if let variant = catalog.variant(word) {
                    models.append(variant.slug)
                } else {
                    form.refuse("models", "There is no model '\(word)'.")
                }
            }
            for word in words("networks") {
                if AddressRange(word) != nil {
                    networks.append(word)
                } else {
                    form.refuse("networks", "'\(word)' is no network such as 203.0.113.0/24.")
                }
            }
            guard let text = body["expires"], !text.isEmpty else { return }
            guard let day = CivilDate(text), day.start > now else {
                form.refuse("expires", "Must be a day to come, such as 2027-01-31.")
                return
            }
            expiresAt = day.start
        }
    }
}
