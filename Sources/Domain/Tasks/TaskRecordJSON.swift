/// The record as recordInfo, list and the callback show it. One shape, made in one place.
package struct TaskRecordJSON: Sendable {
    package let creditValue: CreditValue
    /// The public, signed address of an output.
    package let link: @Sendable (Output, Timestamp) -> String

    package init(
        creditValue: CreditValue,
        link: @escaping @Sendable (Output, Timestamp) -> String
    ) {
        self.creditValue = creditValue
        self.link = link
    }

    package func object(_ task: MediaTask, now: Timestamp) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "taskId": .string(task.id.text),
            "clientTaskId": .text(task.clientID),
            "model": .string(task.slug),
            "state": .string(task.wireState),
            "param": .string(task.body),
            "resultJson": resultJSON(task),
            "failCode": .text(task.failClass?.code),
            "failMsg": .text(task.failMessage),
            "failClass": .text(task.failClass?.rawValue),
            "costTime": .number(task.costTime?.wholeMilliseconds),
            "createTime": .int(task.createdAt.milliseconds),
            "updateTime": .int(task.updatedAt.milliseconds),
            "completeTime": .number(task.completedAt?.milliseconds),
            "progress": .int(task.progress(at: now)),
            "metadata": .object(task.metadata.mapValues(JSONValue.string)),
            "expiresAt": .number(task.expiresAt?.milliseconds),
            "outputs": .array(task.outputs.map { output(of: task, $0) }),
            "attempts": .array(task.attempts.map { $0.json(signedAs: task.receipt) }),
            "sandbox": .bool(task.isStandIn || task.payer == .none),
            "payer": .string(task.payer.rawValue),
        ]
        if let servedBy = task.servedBy { members["servedBy"] = .string(servedBy) }
        if let size = task.servedSize { members["servedSize"] = .string(size.description) }
        if let seed = task.seed { members["seed"] = .int(seed) }
        if task.isStandIn {
            members["notice"] =
                "Drawn by the built-in Sandbox, which stands in until a provider key is added."
        }
        if task.state.isTerminal { addCost(task, to: &members) }
        return members
    }

    private func addCost(_ task: MediaTask, to members: inout [String: JSONValue]) {
        members["creditsConsumed"] = .numeric(creditValue.credits(task.charged))
        members["usdConsumed"] = .usd(task.charged)
        members["cost"] = [
            "heldUsd": .usd(task.heldFromBalance), "chargedUsd": .usd(task.charged),
            "returnedUsd": .usd(task.heldFromBalance - task.charged),
            "priceVersion": .string(task.priceVersion),
        ]
        if let listPrice = task.listPrice {
            members["listPrice"] = .numeric(creditValue.credits(listPrice))
        }
        members["receipt"] = task.receipt.map(JSONValue.stored) ?? .null
    }

    private func resultJSON(_ task: MediaTask) -> JSONValue {
        guard task.state == .success, let expiresAt = task.expiresAt else { return .null }
        let urls = task.outputs.map { JSONValue.string(link($0, expiresAt)) }
        return .string((["resultUrls": .array(urls)] as JSONValue).text())
    }

    private func output(of task: MediaTask, _ output: Output) -> JSONValue {
        [
            "url": task.expiresAt.map { .string(link(output, $0)) } ?? .null,
            "sha256": .string(output.sha256), "bytes": .int(output.bytes),
            "mime": .string(output.media.rawValue), "width": .int(Int64(output.size.width)),
            "height": .int(Int64(output.size.height)),
        ]
    }
}

extension MediaTask {
    /// waiting = no call made yet; queuing = between two calls; generating = a call is being made.
    package var wireState: String {
        state == .waiting && hasBeenTried ? "queuing" : state.rawValue
    }

    /// What the hold took from the customer's own balance.
    package var heldFromBalance: MicroUSD { payer == .customer ? held : .zero }

    package var costTime: Duration? {
        completedAt.map { $0 - createdAt }
    }

    /// 0–100. While it runs: the share of the usual time, never 100 before the end.
    func progress(at now: Timestamp) -> Int64 {
        switch state {
        case .success: return 100
        case .fail, .waiting: return 0
        case .generating:
            guard let startedAt, typicalMilliseconds > 0 else { return 0 }
            let elapsed = max(0, now.milliseconds - startedAt.milliseconds)
            return min(95, elapsed * 95 / Int64(typicalMilliseconds))
        }
    }
}

extension Attempt {
    /// - receipt: what it says of the attempts, the record says too; those of before named endpoints.
    fileprivate func json(signedAs receipt: String?) -> JSONValue {
        let isSigned = receipt?.utf8.firstRange(of: "\"provider\":\"\(provider)\"".utf8) != nil
        let name = isSigned ? provider : publicProvider
        return [
            "number": .int(Int64(number)), "provider": .string(name), "model": .string(model),
            "startedAt": .int(startedAt.milliseconds), "endedAt": .number(endedAt?.milliseconds),
            // Why a key of ours is refused is for the operator alone.
            "outcome": .string(outcome),
            "detail": outcome == "unavailable" ? .null : .text(detail),
        ]
    }
}
