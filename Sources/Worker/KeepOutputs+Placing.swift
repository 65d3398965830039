import Domain
import Storage

extension KeepOutputs {
    /// Gives those that have a file the name that they keep, durably. What the disk does not take is
    /// written again, then kept as a row, and tried until the task's time is over.
    ///
    /// - Returns: the same pictures, some of them as rows now.
    func place(
        _ pictures: [Whole],
        _ call: ProviderCall,
        _ writer: SpoolWriter,
        until isOver: @Sendable () -> Bool
    ) async throws(ProviderFailure) -> [Whole] {
        var placed: [Whole] = []
        for picture in pictures {
            crashPoint(.beforePlace)
            guard case .file(let path, _) = picture.place else {
                placed.append(picture)
                continue
            }
            do {
                try await files.place(localPath: path, as: picture.output.path, durably: true)
                placed.append(picture)
            } catch {
                health.note(error)
                placed.append(try await placeAgain(picture, call, writer, until: isOver))
            }
        }
        return placed
    }

    /// Pauses before each further try.
    private static let pauses: [Duration] = [.milliseconds(100), .milliseconds(400), .seconds(1)]

    private func placeAgain(
        _ picture: Whole,
        _ call: ProviderCall,
        _ writer: SpoolWriter,
        until isOver: @Sendable () -> Bool
    ) async throws(ProviderFailure) -> Whole {
        var round = 0
        while true {
            // Who stops us does not wait: the tries follow each other at once then.
            try? await Task.sleep(for: Self.pauses[min(round, Self.pauses.count - 1)])
            do {
                let path = try await onFileThread { try writer.writeAgain(picture.index) }
                try await files.place(localPath: path, as: picture.output.path, durably: true)
                return picture
            } catch {
                health.note(error)
                round += 1
                guard round >= Self.pauses.count else { continue }
                if let row = await row(of: picture, call) { return row }
                guard !isOver(), !Task.isCancelled else { throw .notKept(detail: "\(error)") }
            }
        }
    }

    /// The picture as a row of the database; nil: it is too large for one, or cannot be read back.
    private func row(of picture: Whole, _ call: ProviderCall) async -> Whole? {
        guard picture.output.bytes <= limits.largestRow, case .file(_, let stored) = picture.place,
            let bytes = try? await stored.read(at: 0, count: Int(picture.output.bytes)),
            SHA256Text.hex(of: bytes) == picture.output.sha256
        else { return nil }
        // What may lie there under its name was never synced.
        try? await files.delete([picture.output.path])
        let name = SmallPicture.name(
            task: call.job.taskID,
            attempt: call.number,
            index: picture.output.index,
            media: picture.output.media
        )
        return Whole(
            output: picture.output.moved(to: name),
            index: picture.index,
            place: .memory(bytes)
        )
    }
}

extension Output {
    fileprivate func moved(to path: String) -> Output {
        Output(index: index, path: path, sha256: sha256, bytes: bytes, media: media, size: size)
    }
}
