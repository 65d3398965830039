package import Domain

/// One request as the simulator received it.
package struct SimulatorRequest: Sendable {
    package let method: String
    package let path: String
    /// In the order and case in which they came.
    package let headers: [(name: String, value: String)]
    /// Fields of a JSON body or of a form; a form's are strings.
    package internal(set) var fields: [String: JSONValue] = [:]
    package internal(set) var files: [File] = []
    /// What was answered, 0 while nothing or if nothing ever was.
    package internal(set) var status = 0
    /// All that was to be sent reached the socket.
    package internal(set) var isAnswered = false

    package struct File: Sendable {
        /// The form field: `image`, `image[]`, `mask`.
        package let field: String
        package let name: String?
        package let contentType: String?
        package let bytes: [UInt8]
    }

    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    var prompt: String { fields["prompt"]?.stringValue ?? "" }
}

/// An error as OpenAI words it.
struct SimulatorError: Error {
    var status = 400
    var type = "invalid_request_error"
    var code: String?
    var param: String?
    var message: String
    var moderation: JSONValue?

    var body: [UInt8] {
        var error: [String: JSONValue] = [
            "message": .string(message), "type": .string(type), "param": .text(param),
            "code": .text(code),
        ]
        if let moderation { error["moderation_details"] = moderation }
        return JSONValue.object(["error": .object(error)]).bytes()
    }

    static func invalid(_ param: String, _ message: String) -> SimulatorError {
        SimulatorError(code: "invalid_value", param: param, message: message)
    }

    static func missing(_ param: String) -> SimulatorError {
        SimulatorError(
            code: "missing_required_parameter",
            param: param,
            message: "Missing required parameter: '\(param)'."
        )
    }
}
