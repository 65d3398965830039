import Domain
import Foundation
import Synchronization

/// What is known of the calls under way, in one file that is only appended to: a call costs three
/// short writes, and no file of its own to be made and deleted.
///
/// A line is `{"call": "<task>.<attempt>"}` with `"state": "sent"` or `"over"`, or with a `manifest`.
/// The last line about a call counts. One that a full disk or a loss of power cut short is no JSON and
/// counts as none, so a line begins with its line break. What was written survives the end of the
/// process; nothing is synced.
final class CallLog: Sendable {
    private let path: String
    private let state: Mutex<State>
    /// Bytes at which the lines of calls that are over are thrown away.
    private let compactAt: Int

    private struct State {
        var descriptor: Int32
        var byteCount: Int
        var compactAt: Int
        var calls: [String: Call]
    }

    /// A call that is not over.
    private enum Call {
        case sent
        case complete(Manifest)
    }

    /// - compactAt: 64 MiB are about 70,000 large pictures, or 700 of the largest small ones.
    init(path: String, compactAt: Int = 64 << 20) throws {
        self.path = path
        self.compactAt = compactAt
        let calls = Self.calls(in: FileManager.default.contents(atPath: path) ?? Data())
        let (descriptor, byteCount) = try Self.rewrite(path, with: calls)
        state = Mutex(
            State(
                descriptor: descriptor,
                byteCount: byteCount,
                compactAt: compactAt,
                calls: calls
            )
        )
    }

    deinit {
        close(state.withLock(\.descriptor))
    }

    func trace(_ call: String) -> Spool.Trace? {
        switch state.withLock({ $0.calls[call] }) {
        case .sent: .sent
        case .complete(let manifest): .complete(manifest)
        case nil: nil
        }
    }

    func sent(_ call: String) throws {
        try note(call, .sent)
    }

    func complete(_ call: String, _ manifest: Manifest) throws {
        try note(call, .complete(manifest))
    }

    /// Nothing is to be known of it any more.
    func over(_ call: String) throws {
        try note(call, nil)
    }

    /// Its end is in the database, where nobody asks for it any more: no line need say so.
    func forget(_ call: String) {
        state.withLock { $0.calls[call] = nil }
    }

    /// Forgets the calls of all other tasks.
    func keep(_ isLive: (_ task: Substring) -> Bool) throws {
        try state.withLock { state in
            state.calls = state.calls.filter { isLive($0.key.prefix { $0 != "." }) }
            try compact(&state)
        }
    }

    private func note(_ call: String, _ now: Call?) throws {
        try state.withLock { state in
            if now == nil, state.calls[call] == nil { return }
            let line = Self.line(call, now)
            try line.withUnsafeBytes {
                try POSIXFile.write($0, to: state.descriptor, path: path)
            }
            state.calls[call] = now
            state.byteCount += line.count
            guard state.byteCount > state.compactAt else { return }
            do {
                try compact(&state)
            } catch {
                // The line stands all the same: a longer file does no harm, and is tried again.
                state.compactAt = state.byteCount * 2
            }
        }
    }

    private func compact(_ state: inout State) throws {
        let old = state.descriptor
        (state.descriptor, state.byteCount) = try Self.rewrite(path, with: state.calls)
        close(old)
        state.compactAt = max(compactAt, state.byteCount * 2)
    }

    private static func rewrite(
        _ path: String,
        with calls: [String: Call]
    ) throws -> (descriptor: Int32, byteCount: Int) {
        let lines = calls.flatMap { line($0.key, $0.value) }
        let new = path + ".new"
        let descriptor = try POSIXFile.open(new, O_WRONLY | O_CREAT | O_TRUNC)
        do {
            try lines.withUnsafeBytes { try POSIXFile.write($0, to: descriptor, path: new) }
            try POSIXFile.rename(new, to: path)
        } catch {
            close(descriptor)
            throw error
        }
        return (descriptor, lines.count)
    }

    private static func line(_ call: String, _ state: Call?) -> [UInt8] {
        let members: [String: JSONValue] =
            switch state {
            case .sent: ["call": .string(call), "state": "sent"]
            case .complete(let manifest): ["call": .string(call), "manifest": manifest.json]
            case nil: ["call": .string(call), "state": "over"]
            }
        return [UInt8(ascii: "\n")] + JSONValue.object(members).bytes()
    }

    private static func calls(in log: Data) -> [String: Call] {
        var calls: [String: Call] = [:]
        for line in log.split(separator: UInt8(ascii: "\n")) {
            guard let json = try? JSONValue.parse(Array(line), excessMarks: .cut),
                let call = json["call"]?.stringValue
            else { continue }
            if let manifest = json["manifest"].flatMap(Manifest.init(json:)) {
                calls[call] = .complete(manifest)
            } else {
                calls[call] = json["state"] == "over" ? nil : .sent
            }
        }
        return calls
    }
}
