import Domain
import Storage

extension RunTask {
    /// Makes a call whose intent is committed.
    func run(_ call: ProviderCall, with pictures: InputPictures.Fetched) async throws {
        crashPoint(.afterIntent)
        switch call.choice.provider.kind {
        case .direct(let provider): try await run(call, of: provider, with: pictures)
        case .job: throw JobProvidersAreNotRunYet()
        }
    }

    private func run(
        _ call: ProviderCall,
        of provider: any DirectProvider,
        with pictures: InputPictures.Fetched
    ) async throws {
        let writer = spool.writer(
            task: call.job.taskID,
            attempt: call.number,
            limit: limits.outputBytes
        )
        let request = call.request(pictures, remaining: remaining(call.job))
        let partials = watch(call)
        do {
            let response = try await generate(request, at: provider, into: writer, partials)
            crashPoint(.afterReply)
            await noteSuccess(call)
            let manifest = try await keep(response, call, writer, partials: partials?.count ?? 0)
            try await settle(call, manifest)
        } catch let failure as ProviderFailure {
            // Not taken back, it counts as sent after a crash: that errs on the customer's side.
            if failure.isNothingBought { noteFault { try writer.markNothingBought() } }
            try await failed(call, failure)
        }
        crashPoint(.afterSettle)
        await partials?.remove()
        noteFault { try writer.clear() }
        crashPoint(.afterSpoolClear)
    }

    /// For what may be left undone: the next start tidies up.
    private func noteFault(_ work: () throws -> Void) {
        do { try work() } catch { spool.health.note(error) }
    }

    /// nil: nobody wants to see half-done pictures.
    private func watch(_ call: ProviderCall) -> ShowPartials? {
        guard call.input.partials != nil else { return nil }
        return ShowPartials(
            store: store,
            files: files,
            writer: spool.partialWriter(task: call.job.taskID, attempt: call.number),
            call: call,
            logger: logger
        )
    }

    private func generate(
        _ request: ProviderRequest,
        at provider: any DirectProvider,
        into writer: SpoolWriter,
        _ partials: ShowPartials?
    ) async throws(ProviderFailure) -> ProviderResponse {
        // What was bought could not be kept.
        if let fault = spool.health.fault { throw .notSent(detail: fault.detail) }
        let sink = OutputSink(
            append: { index, bytes in
                do {
                    try writer.append(bytes, to: index)
                } catch is OutOfMemory {
                    throw NoRoom(detail: "neither the disk nor the memory took the image")
                }
            },
            discard: { writer.discard($0) },
            willSend: {
                try writer.markSent()
                crashPoint(.afterSent)
            },
            watcher: partials?.sink
        )
        return try await withTaskDeadline(request.remaining) { () async throws(ProviderFailure) in
            try await provider.generate(request, into: sink)
        }
    }
}

private struct JobProvidersAreNotRunYet: Error {}
