/// Something that an operator does.
package struct AdminAct: Hashable, Sendable {
    /// An e-mail address, or `command line`.
    package let actor: String
    /// `grant`, `provider-add`.
    package let action: String
    /// What it was done to: an account, a model, a provider.
    package let subject: String
    /// No secrets.
    package let detail: JSONValue

    package init(actor: String, action: String, subject: String, detail: JSONValue) {
        self.actor = actor
        self.action = action
        self.subject = subject
        self.detail = detail
    }
}
