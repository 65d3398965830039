/// A provider's no to a key of ours, until the key is taken again.
package struct KeyRefusal: Hashable, Sendable {
    package let reason: ProviderFailure.UnavailableReason
    /// nil: the key is refused whatever the model.
    package let model: String?
    /// Codes and ids, for the operator: never a key.
    package let detail: String
    package let since: Timestamp

    package init(
        reason: ProviderFailure.UnavailableReason,
        model: String?,
        detail: String,
        since: Timestamp
    ) {
        self.reason = reason
        self.model = model
        self.detail = detail
        self.since = since
    }

    /// What is wrong, and what to do, for the operator.
    package var sentence: String {
        switch reason {
        case .badKey: "The provider refuses this key: it is wrong, revoked or expired. Replace it."
        case .noQuota:
            "The quota or credit of this key's account is used up. Add credit at the provider."
        case .notAllowed:
            "This key may not use \(model ?? "the model"). Allow it at the provider, or use another "
                + "key."
        case .noSuchModel:
            "The provider does not offer \(model ?? "the model") to this key. Check the base URL and "
                + "the key's access."
        case .notInstalled: "Something that the provider needs is not installed."
        }
    }

    package var json: JSONValue {
        [
            "reason": .string(reason.rawValue), "model": .text(model), "detail": .string(detail),
            "since": .int(since.milliseconds),
        ]
    }

    package init?(json: JSONValue) {
        guard let word = json["reason"]?.stringValue,
            let reason = ProviderFailure.UnavailableReason(rawValue: word),
            let detail = json["detail"]?.stringValue, let since = json["since"]?.intValue
        else { return nil }
        self.init(
            reason: reason,
            model: json["model"]?.stringValue,
            detail: detail,
            since: Timestamp(milliseconds: since)
        )
    }
}
