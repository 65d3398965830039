/// A mail to one person, in plain text.
package struct Letter: Sendable {
    package let to: String
    package let subject: String
    package let text: String
    /// What its reader is to follow; the log shows it where no mail program is set.
    package let link: String?
}
