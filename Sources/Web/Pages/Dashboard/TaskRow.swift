import Domain
import Storage

extension House {
    /// A task as lists show it.
    func row(of task: MediaTask, keys: [Int64: String]) -> JSONValue {
        var view: [String: JSONValue] = [
            "id": .string(task.id.text), "href": .string("/dashboard/tasks/" + task.id.text),
            "slug": .string(task.slug), "state": .string(task.stateWord),
            "kind": .string(task.stateKind), "time": .string(task.createdAt.forPeople),
            "iso": .string(task.createdAt.iso8601),
            "date": .string(String(task.createdAt.iso8601.prefix(10))),
            "clock": .string(String(task.createdAt.iso8601.dropFirst(11).prefix(8))),
            "tail": .string(String(task.id.text.suffix(6))),
            "key": .string(keys[task.keyID] ?? "web"),
            "prompt": .string(task.prompt.isEmpty ? "(no prompt)" : task.prompt),
            "provider": .text(task.attempts.last?.publicProvider),
            "isRunning": .bool(task.state == .generating), "isEnded": .bool(task.state.isTerminal),
            "isFailed": .bool(task.state == .fail),
        ]
        let cost = task.state.isTerminal ? task.charged : task.heldFromBalance
        view.merge(amount(cost, named: "cost")) { $1 }
        if let duration = task.duration { view["seconds"] = .string(duration) }
        if let output = task.outputs.first, task.state == .success {
            view["picture"] = .string(link(to: output, of: task))
        }
        return .object(view)
    }

    func link(to output: Output, of task: MediaTask) -> String {
        let url = link.url(path: output.path, expiresAt: task.expiresAt ?? task.createdAt)
        // The page's own origin: pages work under whatever name the browser knows the server.
        return String(url.dropFirst(link.publicURL().count))
    }
}

extension MediaTask {
    var stateWord: String {
        switch state {
        case .waiting: hasBeenTried ? "Between tries" : "Waiting"
        case .generating: "Drawing"
        case .success: "Done"
        case .fail: failClass?.word ?? "Failed"
        }
    }

    var stateKind: String {
        switch state {
        case .waiting, .generating: "run"
        case .success: "ok"
        case .fail: failClass == .cancelled ? "off" : "bad"
        }
    }

    var prompt: String {
        let input = (try? JSONValue.parse(body, excessMarks: .cut))?["input"]
        return input?["prompt"]?.stringValue ?? ""
    }

    var duration: String? {
        guard let completedAt else { return nil }
        let tenths = (completedAt - createdAt).wholeMilliseconds / 100
        return "\(tenths / 10).\(tenths % 10) s"
    }
}

extension FailClass {
    fileprivate var word: String {
        switch self {
        case .moderatedInput, .moderatedOutput: "Refused"
        case .invalidInput: "Refused"
        case .cancelled: "Cancelled"
        case .expired: "Expired"
        case .providerError, .providerTimeout, .outcomeUnknown, .internalError: "Failed"
        }
    }
}
