/// An address that is told of an account's tasks, beside the `callBackUrl` of each.
package struct WebhookEndpoint: Hashable, Sendable {
    package let id: String
    package let url: String
    package let onSuccess: Bool
    package let onFailure: Bool
    /// By its owner, or because it answered 410.
    package let isOff: Bool
    package let createdAt: Timestamp

    package init(
        id: String,
        url: String,
        onSuccess: Bool,
        onFailure: Bool,
        isOff: Bool = false,
        createdAt: Timestamp
    ) {
        self.id = id
        self.url = url
        self.onSuccess = onSuccess
        self.onFailure = onFailure
        self.isOff = isOff
        self.createdAt = createdAt
    }
}
