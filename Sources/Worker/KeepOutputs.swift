import Domain
import Logging
import Storage

/// Turns spooled bytes into kept outputs: checked to be whole pictures and what was ordered, synced,
/// under their final names; small ones wait for the commit that settles them. What is no picture is
/// left out: the customer pays only for what is delivered.
struct KeepOutputs: Sendable {
    let files: any FileStorage
    let health: WriteHealth
    let limits: WorkerLimits
    let logger: Logger

    /// A picture that is whole, and where its bytes are. The bytes themselves only if they are few:
    /// many pictures at once would hold them in memory while each waits for the disk.
    struct Whole: Sendable {
        let output: Output
        /// Its index in the writer.
        let index: Int
        let place: SpoolWriter.Finished.Place

        var small: SmallPicture? {
            guard case .memory(let bytes) = place else { return nil }
            return SmallPicture(path: output.path, bytes: bytes)
        }

        var stored: StoredFile {
            switch place {
            case .memory(let bytes): StoredFile(bytes)
            case .file(_, let stored): stored
            }
        }
    }

    /// The whole pictures of an answer, at least one, with the names that they are to have.
    ///
    /// - sold: pixels of the smallest and the largest size that the variant sells.
    func check(
        _ reply: ProviderResponse,
        _ call: ProviderCall,
        _ writer: SpoolWriter,
        sold: ClosedRange<Int>?
    ) throws(ProviderFailure) -> [Whole] {
        let ordered = OrderedImage(call.input, sold: sold)
        var pictures: [Whole] = []
        var objections: [String] = []
        // An answer with more pictures than were asked for is paid and kept as asked.
        for delivered in reply.outputs.prefix(call.input.count) {
            let finished: SpoolWriter.Finished?
            do {
                finished = try writer.finish(delivered.index)
            } catch {
                throw .notKept(detail: "\(error)")
            }
            guard let finished else { continue }
            do throws(Unfit) {
                let facts = try inspect(finished, ordered)
                pictures.append(whole(finished, facts, call, index: pictures.count))
            } catch {
                note(error, finished, call)
                objections.append(error.objection)
            }
        }
        guard !pictures.isEmpty else {
            let why = objections.first.map { ": " + $0 } ?? ""
            throw ProviderFailure.unusable(detail: "no output is a whole picture" + why)
        }
        return pictures
    }

    private func whole(
        _ finished: SpoolWriter.Finished,
        _ facts: ImageFacts,
        _ call: ProviderCall,
        index: Int
    ) -> Whole {
        let (task, number, media) = (call.job.taskID, call.number, facts.media)
        let name =
            switch finished.place {
            case .memory:
                SmallPicture.name(task: task, attempt: number, index: index, media: media)
            case .file:
                DiskFiles.outputName(task: task, attempt: number, index: index, media: media)
            }
        return Whole(
            output: Output(
                index: index,
                path: name,
                sha256: finished.sha256,
                bytes: finished.bytes,
                media: media,
                size: PictureSize(width: facts.width, height: facts.height)
            ),
            index: finished.index,
            place: finished.place
        )
    }

    /// An output that is left out, and why; for the operator.
    private struct Unfit: Error {
        let objection: String
    }

    private func inspect(
        _ finished: SpoolWriter.Finished,
        _ ordered: OrderedImage
    ) throws(Unfit) -> ImageFacts {
        let facts: ImageFacts
        do throws(ImageDefect) {
            facts = try finished.inspection.finish()
        } catch {
            throw Unfit(objection: "\(error)")
        }
        if let objection = ordered.objection(to: facts) { throw Unfit(objection: objection) }
        return facts
    }

    private func note(_ unfit: Unfit, _ finished: SpoolWriter.Finished, _ call: ProviderCall) {
        logger.warning(
            "an output is no whole picture, or not the one ordered",
            metadata: [
                "task": "\(call.job.taskID)", "index": "\(finished.index)",
                "bytes": "\(finished.bytes)", "defect": "\(unfit.objection)",
            ]
        )
    }
}
