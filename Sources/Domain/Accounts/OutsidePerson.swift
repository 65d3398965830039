/// Somebody as an identity provider knows them.
package struct OutsidePerson: Hashable, Sendable {
    package let issuer: String
    /// Theirs for ever, and nobody else's, at that issuer.
    package let subject: String
    /// nil: the provider does not say, or what it says is no address.
    package let email: EmailAddress?
    /// The address is theirs, as far as the provider knows.
    package let isConfirmed: Bool

    package init(issuer: String, subject: String, email: EmailAddress?, isConfirmed: Bool) {
        self.issuer = issuer
        self.subject = subject
        self.email = email
        self.isConfirmed = isConfirmed
    }
}
