import Domain
import Logging
import Storage

extension RunTask {
    /// Checks what came and keeps it under its final names. From here on a crash loses nothing.
    func keep(
        _ response: ProviderResponse,
        _ call: ProviderCall,
        _ writer: SpoolWriter,
        partials: Int
    ) async throws -> Manifest {
        let keep = KeepOutputs(
            files: files,
            health: spool.health,
            limits: limits,
            logger: logger
        )
        let pictures = try keep.check(
            response,
            call,
            writer,
            sold: routing.soldPixels(of: call.job)
        )
        await announce(pictures, call, manifest(of: pictures, response, partials))
        let kept = try await keep.place(pictures, call, writer) { [store] in
            call.remaining(at: store.clock.steady()) <= .zero
        }
        crashPoint(.afterPlace)
        let manifest = manifest(of: kept, response, partials)
        await complete(manifest, writer)
        crashPoint(.afterManifest)
        return manifest
    }

    private func manifest(
        of pictures: [KeepOutputs.Whole],
        _ response: ProviderResponse,
        _ partials: Int
    ) -> Manifest {
        Manifest(
            outputs: pictures.map(\.output),
            pictures: pictures.compactMap(\.small),
            reply: response,
            partials: partials
        )
    }

    /// The manifest is there for a crash before the settlement. Where it cannot be written the
    /// settlement does not wait for it.
    private func complete(_ manifest: Manifest, _ writer: SpoolWriter) async {
        for pause in [Duration.milliseconds(100), .milliseconds(400), .zero] {
            do {
                return try writer.complete(manifest)
            } catch {
                spool.health.note(error)
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// Lets an answer that takes long begin while the disk writes what is in it. Not where the customer
    /// can still cancel: they would have the picture and not pay for it.
    private func announce(
        _ pictures: [KeepOutputs.Whole],
        _ call: ProviderCall,
        _ manifest: Manifest
    ) async {
        guard !call.choice.provider.traits.canCancel,
            pictures.contains(where: { $0.small == nil }),
            store.bells.isAwaited(call.job.taskID)
        else { return }
        do {
            let arrived = ArrivedPictures(
                outputs: manifest.outputs,
                files: pictures.map(\.stored),
                charge: try await SettleDelivered(store: store, limits: limits)
                    .charge(call.job, call.input, manifest)
            )
            store.bells.arrived(arrived, of: call.job.taskID)
        } catch {
            // The answer then waits for the end, as any other.
            logger.warning(
                "an answer does not begin early",
                metadata: ["task": "\(call.job.taskID)", "error": "\(error)"]
            )
        }
    }

    func settle(_ call: ProviderCall, _ manifest: Manifest) async throws {
        let settle = SettleDelivered(store: store, limits: limits)
        try await untilStored { try await settle(call, manifest) }
    }

    /// Repeats a commit that a full disk refused: what was bought must be recorded. Stopping the
    /// process ends the wait; the next start goes on from the manifest.
    func untilStored(_ commit: @Sendable () async throws -> Void) async throws {
        while true {
            do {
                return try await commit()
            } catch let error where error.isFullDisk {
                spool.health.note(error)
                logger.critical("the disk is full, waiting", metadata: ["error": "\(error)"])
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}

extension Error {
    fileprivate var isFullDisk: Bool {
        (self as? DatabaseError)?.isDisk ?? false
    }
}
