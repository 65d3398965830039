import AIGenerateClient

/// What happens to the order when the person interrupts: it is cancelled, so that what was held
/// goes back to the balance.
struct Cancelling: Sendable {
    let run: GenerateRun

    func giveUp() async throws {
        let id = run.order.taskID
        do {
            try await cancel(id)
            run.terminal.say("Interrupted. The task was cancelled; nothing was charged.")
        } catch {
            await lookAgain()
            tell(Self.words(error, id: id))
        }
        try report()
    }

    /// A second interrupt does not wait for the server's answer.
    func cutShort() throws {
        let id = run.order.taskID
        tell("Interrupted twice. If the order had arrived, task \(id) may go on.")
        try report()
    }

    /// What ended at the last moment is paid for, and has links.
    private func lookAgain() async {
        guard let id = run.trace.taskID, run.trace.record == nil,
            let record = try? await run.client.task(id), record.state.isEnd
        else { return }
        run.trace.ended(record)
    }

    private func tell(_ words: String) {
        let lines = [words] + run.trace.lines(run.client)
        Terminal.write(lines.joined(separator: "\n") + "\n")
    }

    private func report() throws {
        guard run.asJSON else { return }
        try GenerateReport.write(.interrupted(order: run.order, trace: run.trace, run.client))
    }

    /// An order that was on its way may arrive after the first try to cancel it.
    private func cancel(_ id: String) async throws(AIGenerateError) {
        for _ in 1...2 {
            do throws(AIGenerateError) {
                return try await run.client.cancel(id)
            } catch {
                guard case .server(let answer) = error, answer.code == 404 else { throw error }
            }
            // Cut short by a second interrupt: the last try below then ends at once.
            try? await Task.sleep(for: .milliseconds(500))
        }
        try await run.client.cancel(id)
    }

    private static func words(_ error: AIGenerateError, id: String) -> String {
        guard case .server(let answer) = error else {
            return "Interrupted. Task \(id) could not be cancelled: \(error)"
        }
        return switch answer.code {
        case 404: "Interrupted. Nothing was ordered."
        case 409: "Interrupted too late: task \(id) has ended or cannot be stopped."
        default: "Interrupted. Task \(id) could not be cancelled: \(answer)"
        }
    }
}
