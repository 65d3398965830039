import AIGenerateClient
import Foundation

/// `--field name=value`: what a model takes under a name of its own.
enum FieldArgument {
    static func parse(_ arguments: [String]) throws(CommandFailure) -> [String: JSON] {
        var fields: [String: JSON] = [:]
        for argument in arguments {
            guard let mark = argument.firstIndex(of: "="), mark > argument.startIndex else {
                throw CommandFailure(
                    .usage,
                    "--field must be name=value such as background=transparent, not '\(argument)'."
                )
            }
            let text = String(argument[argument.index(after: mark)...])
            fields[String(argument[..<mark])] = value(text)
        }
        return fields
    }

    private static func value(_ text: String) -> JSON {
        switch text {
        case "true": .bool(true)
        case "false": .bool(false)
        default: Int64(text).map { .number(Decimal($0)) } ?? .string(text)
        }
    }
}
