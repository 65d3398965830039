package import Domain

/// A job of this node with what the worker needs to run it.
package struct JobToRun: Sendable {
    package let taskID: TaskID
    package let accountID: Int64
    package let slug: String
    package let servedBy: String?
    package let isStandIn: Bool
    package let isTest: Bool
    /// Made to be compared blind.
    package let isBlind: Bool
    /// nil: the record cannot be read.
    package let input: CheckedInput?
    package let payer: Payer
    package let priceVersion: String
    package let held: MicroUSD
    package let requestID: String
    /// Calls made so far.
    package let attempt: Int
    package let failures: Int
    package let crashes: Int
    package let hasBoughtAgain: Bool
    /// Steady; nil until the first call.
    package let deadlineAt: Timestamp?
    package let allowed: Duration
    /// The last call, if one was made.
    package let lastAttempt: LastAttempt?
}

package struct LastAttempt: Sendable {
    package let provider: String
    package let model: String
    package let parameters: JSONValue
    package let callID: String
    package let expectedCost: MicroUSD
    package let upstreamID: String?
    package let outcome: String
    /// nil: from the environment, or none.
    package let providerKey: Int64?
}
