import Domain
import Foundation
import Logging
import Storage
import Synchronization

/// Keeps an attempt's half-done pictures while they are of use, and shows them to whoever watches
/// the task. Losing one loses nothing.
/// The lock protects how many were shown.
final class ShowPartials: Sendable {
    private let store: Store
    private let files: any FileStorage
    private let writer: PartialWriter
    private let task: TaskID
    private let attempt: Int
    private let most: Int
    private let logger: Logger
    private let shown = Mutex(0)

    init(
        store: Store,
        files: any FileStorage,
        writer: PartialWriter,
        call: ProviderCall,
        logger: Logger
    ) {
        self.store = store
        self.files = files
        self.writer = writer
        task = call.job.taskID
        attempt = call.number
        most = (call.input.partials ?? 0) * call.input.count
        self.logger = logger
    }

    /// So many were shown: each is billed.
    var count: Int { shown.withLock(\.self) }

    var sink: PartialSink {
        PartialSink(
            append: { [self] number, bytes in
                guard number < most else { return }
                writer.append(bytes, to: number)
            },
            show: { [self] partial in await show(partial) }
        )
    }

    private func show(_ partial: PartialPicture) async {
        guard let picture = writer.finish(partial.index) else { return }
        shown.withLock { $0 += 1 }
        do {
            try await files.place(
                localPath: picture.path,
                as: picture.storedName,
                durably: false
            )
            try await store.show(
                ShownPartial(
                    attempt: attempt,
                    number: partial.index,
                    path: picture.storedName,
                    size: partial.size,
                    quality: partial.quality
                ),
                of: task
            )
        } catch {
            logger.warning(
                "a half-done picture is not shown",
                metadata: ["task": "\(task)", "error": "\(error)"]
            )
        }
    }

    /// The attempt has ended: nobody looks at them any more. What is left over is swept later.
    func remove() async {
        do {
            guard count > 0 else { return }
            let partials = try await store.partials(of: task).filter { $0.attempt == attempt }
            try await files.delete(partials.map(\.path))
            try await store.forgetPartials(of: task, attempt: attempt)
        } catch {
            logger.warning(
                "half-done pictures are left over",
                metadata: ["task": "\(task)", "error": "\(error)"]
            )
        }
    }
}
