import Domain
import Foundation
import Logging

/// One JSON object a line on stderr.
struct JSONLog: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var members: [String: JSONValue] = [
            "time": .string(
                Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)).iso8601
            ),
            "level": .string(event.level.rawValue),
            "message": .string("\(event.message)"),
        ]
        for (name, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            members[name] = .string("\(value)")
        }
        FileHandle.standardError.write(Data((JSONValue.object(members).text() + "\n").utf8))
    }

    static func logger(level: String) -> Logger {
        Logger(label: "aigenerate") { _ in
            JSONLog(logLevel: Logger.Level(rawValue: level) ?? .info)
        }
    }
}
