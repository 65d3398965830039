/// Facts about this installation, kept in the database.
package enum SettingName {
    /// How often the process was started: the epoch that fences older starts.
    package static let starts = "starts"
    /// "yes" once a provider key existed: from then on the Sandbox never stands in under `auto`.
    package static let providerKeyExisted = "provider_key_existed"
    /// µ$ a credit, fixed at the first start.
    package static let creditValue = "credit_value"
    /// Before the name of a provider's further endpoint, whose value is its base URL.
    package static let endpointPrefix = "endpoint:"
    /// Before a provider's key, whose value is what the provider says against it.
    static let keyRefusalPrefix = "key_refusal:"
    /// The hash of the operators' log's last line.
    package static let adminLogHead = "admin_log_head"
    /// The machine's boot id and the offset of the steady clock to it.
    package static let steadyClock = "steady_clock"
}
