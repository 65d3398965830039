import Domain
import Glibc

/// Our ends of a child's pipes, read and written by blocking, but never past a deadline.
struct DeadlinePipe {
    private let input: Int32
    private let output: Int32

    /// Both must be non-blocking.
    init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
    }

    func close() {
        Glibc.close(input)
        Glibc.close(output)
    }

    func read(
        _ count: Int,
        until deadline: ContinuousClock.Instant
    ) throws(StudioFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(input, buffer.baseAddress.map { $0 + done }, count - done)
            }
            if got == 0 { throw .ended(reason: "it ended before its answer") }
            if got < 0 {
                try waitAfterError(for: input, POLLIN, until: deadline)
            } else {
                done += got
            }
        }
        return bytes
    }

    func write(
        _ bytes: [UInt8],
        until deadline: ContinuousClock.Instant
    ) throws(StudioFailure) {
        var done = 0
        while done < bytes.count {
            let put = bytes.withUnsafeBytes { buffer in
                Glibc.write(output, buffer.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if put < 0 {
                try waitAfterError(for: output, POLLOUT, until: deadline)
            } else {
                done += put
            }
        }
    }

    /// Waits until the descriptor is ready if that was all that was wrong.
    private func waitAfterError(
        for descriptor: Int32,
        _ event: Int32,
        until deadline: ContinuousClock.Instant
    ) throws(StudioFailure) {
        let cause = errno
        if cause == EINTR { return }
        guard cause == EAGAIN else {
            throw .ended(reason: "its pipe: \(String(cString: strerror(cause)))")
        }
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { throw .overdue }
        var watched = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        // One more than left: waking a moment early would spin.
        poll(&watched, 1, Int32(clamping: left.wholeMilliseconds + 1))
    }
}
