/// A task as the record holds it.
package struct MediaTask: Hashable, Sendable {
    package var id: TaskID
    package var accountID: Int64
    package var keyID: Int64
    package var clientID: String?
    /// The variant's slug, whatever alias it was asked by.
    package var slug: String
    /// The slug that serves it, where a successor does.
    package var servedBy: String?
    /// The size that it was ordered in from there.
    package var servedSize: PictureSize?
    /// The Sandbox draws it because no provider key exists yet.
    package var isStandIn: Bool
    package var state: TaskState
    /// On the wire a waiting task that has been tried before is `queuing`.
    package var hasBeenTried: Bool
    /// The createTask body, JSON text.
    package var body: String
    package var callbackURL: String?
    package var metadata: [String: String]
    package var payer: Payer
    package var priceVersion: String
    package var held: MicroUSD
    /// 0 until the end.
    package var charged: MicroUSD
    package var failClass: FailClass?
    package var failMessage: String?
    package var outputs: [Output]
    package var seed: Int64?
    package var requestID: String
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package var startedAt: Timestamp?
    package var completedAt: Timestamp?
    /// When the outputs are deleted; nil until success.
    package var expiresAt: Timestamp?
    /// How long it usually takes, for the progress figure.
    package var typicalMilliseconds: Int
    package var attempts: [Attempt]
    /// nil until success.
    package var facts: PictureFacts?
    /// What the house paid for it, on success, where the house is the payer.
    package var listPrice: MicroUSD?
    /// Signed at the end: the text of `Receipt.json`.
    package var receipt: String?

    package init(
        id: TaskID,
        accountID: Int64,
        keyID: Int64,
        clientID: String?,
        slug: String,
        servedBy: String?,
        isStandIn: Bool,
        state: TaskState,
        hasBeenTried: Bool,
        body: String,
        callbackURL: String?,
        metadata: [String: String],
        payer: Payer,
        priceVersion: String,
        held: MicroUSD,
        charged: MicroUSD,
        failClass: FailClass?,
        failMessage: String?,
        outputs: [Output],
        seed: Int64?,
        requestID: String,
        createdAt: Timestamp,
        updatedAt: Timestamp,
        startedAt: Timestamp?,
        completedAt: Timestamp?,
        expiresAt: Timestamp?,
        typicalMilliseconds: Int,
        attempts: [Attempt]
    ) {
        self.id = id
        self.accountID = accountID
        self.keyID = keyID
        self.clientID = clientID
        self.slug = slug
        self.servedBy = servedBy
        self.isStandIn = isStandIn
        self.state = state
        self.hasBeenTried = hasBeenTried
        self.body = body
        self.callbackURL = callbackURL
        self.metadata = metadata
        self.payer = payer
        self.priceVersion = priceVersion
        self.held = held
        self.charged = charged
        self.failClass = failClass
        self.failMessage = failMessage
        self.outputs = outputs
        self.seed = seed
        self.requestID = requestID
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.startedAt = startedAt
        self.completedAt = completedAt
        self.expiresAt = expiresAt
        self.typicalMilliseconds = typicalMilliseconds
        self.attempts = attempts
    }
}

/// One call to a provider, as the record shows it.
package struct Attempt: Hashable, Sendable {
    package let number: Int
    package let provider: String
    package let model: String
    package let startedAt: Timestamp
    package let endedAt: Timestamp?
    /// `running`, `success`, or how it failed: `retry`, `refused`, `uncertain`, `crashed` …
    package let outcome: String
    package let detail: String?

    package init(
        number: Int,
        provider: String,
        model: String,
        startedAt: Timestamp,
        endedAt: Timestamp?,
        outcome: String,
        detail: String?
    ) {
        self.number = number
        self.provider = provider
        self.model = model
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.detail = detail
    }
}
