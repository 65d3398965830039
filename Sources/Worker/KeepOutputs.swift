import Domain
import Logging
import Storage

/// Turns spooled bytes into kept outputs: checked to be whole pictures, synced, under their final
/// names. What is no picture is left out: the customer pays only for what is delivered.
struct KeepOutputs: Sendable {
    let files: any FileStorage
    let logger: Logger

    func callAsFunction(
        _ reply: ProviderReply,
        _ call: ProviderCall,
        _ writer: SpoolWriter
    ) async throws -> [Output] {
        var outputs: [Output] = []
        // An answer with more pictures than were asked for is paid and kept as asked.
        for delivered in reply.outputs.prefix(call.input.count) {
            guard let finished = try writer.finish(delivered.index),
                let facts = inspect(finished, call)
            else { continue }
            crashPoint(.beforePlace)
            let name = DiskFiles.outputName(
                task: call.job.taskID,
                attempt: call.number,
                index: outputs.count,
                media: facts.media
            )
            try await files.place(localPath: finished.path, as: name, durably: true)
            outputs.append(
                Output(
                    index: outputs.count,
                    path: name,
                    sha256: finished.sha256,
                    bytes: finished.bytes,
                    media: facts.media,
                    size: PictureSize(width: facts.width, height: facts.height)
                )
            )
        }
        return outputs
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
