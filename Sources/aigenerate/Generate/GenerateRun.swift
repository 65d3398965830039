import AIGenerateClient
import Foundation

/// One order from the quote to the files.
struct GenerateRun: Sendable {
    let client: AIGenerateClient
    let order: GenerateOrder
    let terminal: Terminal
    let asJSON: Bool
    let trace = OrderTrace()

    func story(dryRun: Bool) async throws -> ExitReason {
        do {
            if dryRun { return try await sayPrice() }
            try OutputPlace.check(order)
            let interrupts = Interrupts()
            if case .ended(let reason) = try await interrupts.whileWorking(orderAndFetch) {
                return reason
            }
            let cancelling = Cancelling(run: self)
            if case .interrupted = try await interrupts.whileWorking(cancelling.giveUp) {
                try cancelling.cutShort()
            }
            return .interrupted
        } catch {
            throw failure(error)
        }
    }

    /// With everything that is needed to fetch by hand what was bought.
    private func failure(_ error: any Error) -> CommandFailure {
        let known = error as? AIGenerateError
        var failure =
            known.map { error in
                let mayBeAccepted = trace.wasSent && trace.taskID == nil
                return CommandFailure(
                    error,
                    server: order.server,
                    orderID: mayBeAccepted ? order.taskID : nil
                )
            } ?? error as? CommandFailure ?? CommandFailure(.unexpected, "\(error)")
        // The command was right: something was ordered.
        if failure.reason == .usage, trace.taskID != nil {
            failure = CommandFailure(.unexpected, failure.message)
        }
        failure.add(trace.lines(client))
        // Where stdout is what failed, stderr tells all the same.
        if asJSON {
            try? GenerateReport.write(
                .failure(known, message: failure.message, order: order, trace: trace, client)
            )
        }
        return failure
    }

    private func sayPrice() async throws -> ExitReason {
        let quote = try await client.quote(model: order.model, input: try await input())
        for warning in quote.warnings { terminal.say("note: \(warning)") }
        if asJSON {
            try GenerateReport.write(.quote(quote, model: order.model))
        } else {
            let price = AmountText.both(credits: quote.max.credits, usd: quote.max.usd)
            try Output.write("\(order.model)  \(price)\n")
        }
        return .done
    }

    private func orderAndFetch() async throws -> ExitReason {
        let input = try await input()
        trace.sent()
        let task = try await client.createTask(
            model: order.model,
            input: input,
            taskID: order.taskID
        )
        trace.accepted(task.taskID)
        terminal.say(heading(task))
        for warning in task.warnings { terminal.say("note: \(warning)") }
        let record = try await watch(task.taskID)
        trace.ended(record)
        guard record.state == .success else { return try fail(record) }
        let files = try await fetch(record)
        // The images are here and paid for: a balance that cannot be read is not a failure.
        let balance = asJSON || terminal.isQuiet ? nil : try? await client.balance()
        try report(record, files: files, balance: balance?.available.usd)
        return .done
    }

    /// With the images to work from; what is too large to be sent along is uploaded now.
    private func input() async throws -> ImageInput {
        var input = order.input
        for image in order.images {
            switch image {
            case .link(let link): input.imageURLs.append(link)
            case .upload(let file):
                terminal.say("uploading \(file.lastPathComponent)")
                input.imageURLs.append(try await client.upload(file).fileID)
            }
        }
        return input
    }

    private func heading(_ task: CreatedTask) -> String {
        guard let credits = task.credits, let usd = task.usd else { return order.model }
        return "\(order.model) · est. \(AmountText.both(credits: credits, usd: usd))"
    }

    private func watch(_ taskID: String) async throws -> TaskRecord {
        let display = ProgressDisplay(terminal: terminal)
        do {
            async let _ = display.run()
            let record = try await ended(taskID, display)
            await display.clear()
            return record
        } catch {
            await display.clear()
            throw error
        }
    }

    /// The server tells how it goes on. One that cannot is asked now and then.
    private func ended(_ taskID: String, _ display: ProgressDisplay) async throws -> TaskRecord {
        do {
            for try await event in client.events(of: taskID, timeout: order.timeout) {
                switch event {
                case .state(let now):
                    await display.show(now.state, percent: now.progress, of: now.taskID)
                case .partialImage: break
                case .done(let record): return record
                }
            }
        } catch AIGenerateError.server(let error) where error.status == 404 {
            for try await record in client.states(of: taskID, timeout: order.timeout) {
                if record.state.isEnd { return record }
                await display.show(record.state, percent: record.progress, of: record.taskID)
            }
        }
        throw AIGenerateError.cancelled
    }

    private func fail(_ record: TaskRecord) throws -> ExitReason {
        let reason = ExitReason(record.failClass)
        if asJSON { try GenerateReport.write(.ended(record, files: [])) }
        let why = record.failMsg ?? "The task failed. Nothing was charged."
        Terminal.write("aigenerate: \(why) (task \(record.taskID))\n")
        return reason
    }

    private func report(_ record: TaskRecord, files: [SavedFile], balance: Decimal?) throws {
        let money = FileLine.money(credits: record.creditsConsumed, balance: balance)
        for file in files {
            var line = FileLine.text(
                path: file.path,
                output: file.output,
                bytes: file.bytes,
                seed: record.seed
            )
            if files.count == 1, !money.isEmpty { line += "  " + money }
            terminal.say(line)
        }
        if files.count > 1, !money.isEmpty { terminal.say(money) }
        if asJSON {
            try GenerateReport.write(.ended(record, files: files))
        } else if order.output != "-" {
            try Output.write(files.map { $0.path + "\n" }.joined())
        }
    }
}
