package import Domain
import Foundation

/// In-process signals from the rows' writers to the worker, and the worker's free slots, so that an
/// accept can hand its job over without a claim of its own.
///
/// `@unchecked Sendable`: everything mutable is protected by `lock`.
package final class WakeUps: @unchecked Sendable {
    private let lock = NSLock()
    private var freeSlots = 0
    /// Slots taken by accepts that have not ended yet.
    private var reserved = 0
    /// Taken by the worker, which has not begun to count them as running.
    private var starting = 0
    /// Cancelled while orders were being accepted: one of them may be handed over yet.
    private var cancelledEarly: Set<TaskID> = []
    private var caps: ClaimLimits?
    private var handed: [HandedJob] = []
    private var planner: FirstCallPlanner?
    private var cancelled: [TaskID] = []
    private var hasNews = false
    /// Something in the queue may be due. Stays set until the worker has looked and found nothing.
    private var mayBeDue = true
    private var waiter: CheckedContinuation<Void, Never>?
    private var virtualTime: Int64 = 0

    package init() {}

    /// The worker says how many jobs it could start now, and within which caps. What was handed over
    /// and is not started yet, or is being accepted, has its slot already.
    package func offer(_ limits: ClaimLimits) {
        lock.withLock {
            freeSlots = limits.slots - handed.count - reserved
            caps = limits
        }
    }

    /// Takes one slot for a job about to be accepted, and says within which caps; nil when the queue
    /// must decide.
    func takeSlot() -> ClaimLimits? {
        lock.withLock {
            guard freeSlots > 0 else { return nil }
            freeSlots -= 1
            reserved += 1
            return caps
        }
    }

    /// The worker says how it chooses the first call of a job.
    package func plan(by planner: @escaping FirstCallPlanner) {
        lock.withLock { self.planner = planner }
    }

    /// What the worker would call for a job that is about to be accepted; nil: it looks once the job
    /// is there.
    func firstCall(of job: JobToRun) -> FirstCall? {
        lock.withLock { planner }?(job)
    }

    func giveSlotBack() {
        lock.lock()
        freeSlots += 1
        reserved -= 1
        if reserved == 0 { cancelledEarly = [] }
        // A worker that drains waits for the last of them.
        let isWaitedFor = freeSlots <= 0
        lock.unlock()
        if isWaitedFor { signal {} }
    }

    /// A job was accepted for this node; its row already has this node as owner.
    func hand(_ job: HandedJob) {
        signal {
            reserved -= 1
            handed.append(job)
            if cancelledEarly.remove(job.task) != nil { cancelled.append(job.task) }
            if reserved == 0 { cancelledEarly = [] }
        }
    }

    /// A running task should be cancelled.
    package func cancel(_ task: TaskID) {
        signal {
            cancelled.append(task)
            if reserved > 0 { cancelledEarly.insert(task) }
        }
    }

    /// A job entered the queue. A worker that is full is not woken for it: it looks again when one
    /// of its tasks ends, and before it waits, as there is news.
    func queued() {
        lock.lock()
        hasNews = true
        mayBeDue = true
        let waiting = freeSlots > 0 ? waiter : nil
        if waiting != nil { waiter = nil }
        lock.unlock()
        waiting?.resume()
    }

    /// Something may be due: a job came back into the queue, or time passed.
    package func wake() {
        signal { mayBeDue = true }
    }

    /// A task of the worker's has ended: its slot is free.
    package func ended() {
        signal {}
    }

    /// Whether to look into the queue. Whoever looks and finds more than it takes says `lookAgain`.
    package func takeLook() -> Bool {
        lock.withLock {
            defer { mayBeDue = false }
            return mayBeDue
        }
    }

    /// What is due waits for a slot, or for room under a cap.
    package func lookAgain() {
        lock.withLock { mayBeDue = true }
    }

    package struct News: Sendable {
        package let handed: [HandedJob]
        package let cancelled: [TaskID]
    }

    /// What was signalled since the last call. The jobs are on their way until `started` is said.
    package func take() -> News {
        lock.withLock {
            defer { (handed, cancelled, hasNews) = ([], [], false) }
            starting += handed.count
            return News(handed: handed, cancelled: cancelled)
        }
    }

    /// All jobs that were taken are running.
    package func started() {
        lock.withLock { starting = 0 }
    }

    /// Orders are being accepted whose jobs may be handed over.
    package var isAccepting: Bool { lock.withLock { reserved > 0 } }

    /// Jobs between their order and their run.
    package var onTheWay: Int { lock.withLock { reserved + handed.count + starting } }

    /// The worker stops.
    package func endPlanning() {
        lock.withLock { planner = nil }
    }

    /// Returns when there is news, or at once if there is some already. One waiter at a time; a
    /// cancelled wait returns too.
    package func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                lock.lock()
                if hasNews || Task.isCancelled {
                    lock.unlock()
                    continuation.resume()
                } else {
                    waiter = continuation
                    lock.unlock()
                }
            }
        } onCancel: {
            signal {}
        }
    }

    private func signal(_ change: () -> Void) {
        lock.lock()
        change()
        hasNews = true
        let waiting = waiter
        waiter = nil
        lock.unlock()
        waiting?.resume()
    }

    // Fairness: the virtual time of the job that was started last. A tenant that was idle starts
    // from here, not from its own past.

    package var virtualNow: Int64 { lock.withLock { virtualTime } }

    package func advance(virtualTime reached: Int64) {
        lock.withLock { virtualTime = max(virtualTime, reached) }
    }
}
