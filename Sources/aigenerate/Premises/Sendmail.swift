import Foundation
import Glibc
import Storage
import Web

/// Hands letters to a program that speaks sendmail's language (`-t -i`, the message on stdin): Debian's
/// postfix, exim, msmtp and others bring one.
struct Sendmail: Sendable {
    let folder: DataFolder
    let program: String
    /// Who the letters are from.
    let sender: String

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    func callAsFunction(_ letter: Letter) async throws {
        let message = message(letter)
        try await onFileThread { try send(message) }
    }

    /// RFC 5322, in UTF-8. Nothing in a header comes from outside but an address, which has no line
    /// breaks in it.
    func message(_ letter: Letter) -> String {
        """
        From: \(sender)
        To: \(letter.to)
        Subject: \(letter.subject)
        Auto-Submitted: auto-generated
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        \(letter.text)
        """
    }

    private func send(_ message: String) throws {
        // A file and not a pipe: a program that ends early breaks nothing.
        let file = folder.file("letter-" + UUID().uuidString)
        try folder.write(message, to: URL(filePath: file).lastPathComponent)
        let letter = open(file, O_RDONLY | O_CLOEXEC)
        unlink(file)
        guard letter >= 0 else { throw Failed(description: "the letter cannot be written") }
        defer { close(letter) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, letter, STDIN_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        let texts = [program, "-t", "-i"]
        let words: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
        let environment = [strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin")]
        defer { (words + environment).forEach { free($0) } }
        var pid: pid_t = 0
        let status = posix_spawn(&pid, program, &actions, nil, words + [nil], environment + [nil])
        guard status == 0 else {
            throw Failed(description: "\(program): \(String(cString: strerror(status)))")
        }
        let end = ending(of: pid)
        guard end == 0 else { throw Failed(description: "\(program) ended with \(end >> 8)") }
    }

    /// Seconds that it may take.
    private static let patience = 60.0

    /// Its status; a program that waits for its own server without end is ended.
    private func ending(of pid: pid_t) -> Int32 {
        var end: Int32 = 0
        let start = Date()
        while true {
            let ended = waitpid(pid, &end, WNOHANG)
            if ended == pid { return end }
            if ended < 0, errno != EINTR { return end }
            if Date().timeIntervalSince(start) > Self.patience { kill(pid, SIGKILL) }
            usleep(5_000)
        }
    }
}
