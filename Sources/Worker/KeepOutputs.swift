import Domain
import Logging
import Storage

/// Turns spooled bytes into kept outputs: checked to be whole pictures, synced, under their final
/// names; small ones wait for the commit that settles them. What is no picture is left out: the
/// customer pays only for what is delivered.
struct KeepOutputs: Sendable {
    let files: any FileStorage
    let logger: Logger

    func callAsFunction(
        _ reply: ProviderReply,
        _ call: ProviderCall,
        _ writer: SpoolWriter
    ) async throws -> (outputs: [Output], pictures: [SmallPicture]) {
        var outputs: [Output] = []
        var pictures: [SmallPicture] = []
        // An answer with more pictures than were asked for is paid and kept as asked.
        for delivered in reply.outputs.prefix(call.input.count) {
            guard let whole = try check(delivered.index, call, writer) else { continue }
            crashPoint(.beforePlace)
            let (task, number, index) = (call.job.taskID, call.number, outputs.count)
            let media = whole.facts.media
            let name: String
            switch whole.place {
            case .memory(let bytes):
                name = SmallPicture.name(task: task, attempt: number, index: index, media: media)
                pictures.append(SmallPicture(path: name, bytes: bytes))
            case .file(let path):
                name = DiskFiles.outputName(task: task, attempt: number, index: index, media: media)
                try await files.place(localPath: path, as: name, durably: true)
            }
            outputs.append(
                Output(
                    index: index,
                    path: name,
                    sha256: whole.sha256,
                    bytes: whole.bytes,
                    media: media,
                    size: PictureSize(width: whole.facts.width, height: whole.facts.height)
                )
            )
        }
        return (outputs, pictures)
    }

    /// What is known of a whole picture: not its bytes, unless they are few, which many pictures at
    /// once would hold in memory while each waits for the disk.
    private struct Whole {
        let place: SpoolWriter.Finished.Place
        let sha256: String
        let bytes: Int64
        let facts: ImageFacts
    }

    private func check(
        _ index: Int,
        _ call: ProviderCall,
        _ writer: SpoolWriter
    ) throws -> Whole? {
        guard let finished = try writer.finish(index), let facts = inspect(finished, call) else {
            return nil
        }
        return Whole(
            place: finished.place,
            sha256: finished.sha256,
            bytes: finished.bytes,
            facts: facts
        )
    }

    private func inspect(
        _ finished: SpoolWriter.Finished,
        _ call: ProviderCall
    ) -> ImageFacts? {
        do throws(ImageDefect) {
            return try ImageInspection.inspect(
                head: finished.head,
                tail: finished.tail,
                byteCount: Int(finished.bytes)
            )
        } catch {
            logger.warning(
                "an output is no whole picture",
                metadata: [
                    "task": "\(call.job.taskID)", "index": "\(finished.index)",
                    "bytes": "\(finished.bytes)", "defect": "\(error)",
                ]
            )
            return nil
        }
    }
}
