package import Domain
import Storage
import Synchronization

/// Does what operators order on the pages of `/admin`: the same commands as on the command line, under
/// the name of who ordered them.
package final class Operator: Sendable {
    package typealias Perform = @Sendable (JSONValue) async -> AdminSocket.Answer

    // Set once, when everything that commands need is there.
    private let perform = Mutex<Perform?>(nil)

    package init() {}

    package func set(_ perform: @escaping Perform) {
        self.perform.withLock { $0 = perform }
    }

    /// - Throws: what the command says is wrong, as `unprocessable`.
    func callAsFunction(
        _ command: String,
        _ arguments: [String: JSONValue],
        by visitor: Visitor
    ) async throws -> JSONValue {
        guard let perform = perform.withLock(\.self) else { throw APIError.internalFault }
        var arguments = arguments.filter { !$0.value.isNull }
        arguments["actor"] = .string(visitor.login.email)
        let answer = await perform([
            "command": .string(command), "arguments": .object(arguments),
        ])
        guard answer.isDone else {
            let field = answer.body["field"]?.stringValue
            let said = answer.body["error"]?.stringValue ?? "It did not work."
            let prefix = field.map { "--\($0) " } ?? ""
            let message = said.hasPrefix(prefix) ? said.dropFirst(prefix.count) : said[...]
            throw APIError.unprocessable(String(message).capitalizedFirst, param: field)
        }
        return answer.body
    }
}
