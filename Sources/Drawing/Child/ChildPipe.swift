import Glibc

/// The child's end of the two pipes.
struct ChildPipe {
    private let input = STDIN_FILENO
    private let output: Int32

    /// Takes the standard output for answers alone: what a library prints goes to standard error.
    init() {
        output = dup(STDOUT_FILENO)
        dup2(STDERR_FILENO, STDOUT_FILENO)
    }

    /// The next request's JSON; nil when the input has ended or makes no sense.
    func readRequest() -> [UInt8]? {
        guard let head = read(4), let length = DrawingFrame.length(head),
            length <= DrawingFrame.longestRequest
        else { return nil }
        return read(length)
    }

    /// Writes a whole answer; false when nobody reads any more.
    func write(_ answer: DrawingAnswer, _ bytes: [UInt8]) -> Bool {
        guard let head = try? DrawingFrame.encode(answer) else { return false }
        return write(head) && write(bytes)
    }

    private func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(input, buffer.baseAddress.map { $0 + done }, count - done)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return nil }
            done += got
        }
        return bytes
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        var done = 0
        while done < bytes.count {
            let put = bytes.withUnsafeBytes { buffer in
                Glibc.write(output, buffer.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { return false }
            done += put
        }
        return true
    }
}
