import AIGenerateClient
import Foundation

/// A prompt as it was given: never repaired, never cut.
enum PromptText {
    /// More than any model takes.
    private static let mostBytes = 1 << 20

    /// - Throws: `CommandFailure` when there is nothing in it.
    static func checked(_ text: String) throws(CommandFailure) -> String {
        guard !text.withoutSpaceAround.isEmpty else {
            throw CommandFailure(.usage, "The prompt is empty. Nothing was ordered.")
        }
        return text
    }

    /// All of stdin, without white space around it.
    static func fromInput() throws(CommandFailure) -> String {
        let bytes: Data
        do {
            bytes = try read()
        } catch {
            throw CommandFailure(.usage, "stdin cannot be read: \(error.localizedDescription)")
        }
        guard bytes.count <= mostBytes else {
            throw CommandFailure(
                .usage,
                "The prompt on stdin is longer than \(mostBytes >> 20) MB. Nothing was ordered."
            )
        }
        if let offset = UTF8Fault.offset(in: bytes) {
            throw CommandFailure(
                .usage,
                "The prompt on stdin is not UTF-8: byte \(offset + 1) belongs to no character. "
                    + "Convert it first, for example with iconv. Nothing was ordered."
            )
        }
        return String(decoding: bytes, as: UTF8.self).withoutSpaceAround
    }

    /// To the end: what a pipe brings comes in pieces.
    private static func read() throws -> Data {
        var bytes = Data()
        while bytes.count <= mostBytes,
            let part = try FileHandle.standardInput.read(upToCount: 1 << 16), !part.isEmpty
        {
            bytes += part
        }
        return bytes
    }
}

enum UTF8Fault {
    /// Where bytes stop being UTF-8, from 0; nil: they are.
    static func offset(in bytes: some Sequence<UInt8>) -> Int? {
        var decoder = UTF8()
        var source = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.decode(&source) {
            case .scalarValue(let scalar): offset += UTF8.width(scalar)
            case .emptyInput: return nil
            case .error: return offset
            }
        }
    }
}
