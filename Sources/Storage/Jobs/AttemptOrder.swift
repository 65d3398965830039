package import Domain

/// A call to a provider that is about to be made: the worker's intent, committed before anything is
/// sent, so that a crash can be told from a call that never was.
package struct AttemptOrder: Sendable {
    package let taskID: TaskID
    /// One more than the job's last.
    package let number: Int
    package let provider: String
    package let model: String
    package let parameters: JSONValue
    package let providerKey: Int64?
    package let callID: String
    /// What the provider will charge us at most, by the catalogue.
    package let expectedCost: MicroUSD
    /// The call may be given up without being billed.
    package let canCancel: Bool

    package init(
        taskID: TaskID,
        number: Int,
        provider: String,
        model: String,
        parameters: JSONValue,
        providerKey: Int64?,
        callID: String,
        expectedCost: MicroUSD,
        canCancel: Bool
    ) {
        self.taskID = taskID
        self.number = number
        self.provider = provider
        self.model = model
        self.parameters = parameters
        self.providerKey = providerKey
        self.callID = callID
        self.expectedCost = expectedCost
        self.canCancel = canCancel
    }
}
