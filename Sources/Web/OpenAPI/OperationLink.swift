import Domain

/// A call that goes on from an answer: what of the answer it takes, and where.
struct OperationLink: Sendable {
    enum Place: Sendable {
        case path(String)
        case query(String)
        /// The only member of a JSON body.
        case body(String)
    }

    /// The operation's id.
    let operation: String
    let place: Place
    /// A JSON pointer into the answer's body.
    let source: String

    init(_ operation: String, _ place: Place, from source: String) {
        self.operation = operation
        self.place = place
        self.source = source
    }

    /// The link object of OpenAPI 3.1.
    var json: JSONValue {
        let value = JSONValue.string("$response.body#" + source)
        var members: [String: JSONValue] = ["operationId": .string(operation)]
        switch place {
        case .path(let name): members["parameters"] = .object(["path." + name: value])
        case .query(let name): members["parameters"] = .object(["query." + name: value])
        case .body(let name): members["requestBody"] = .object([name: value])
        }
        return .object(members)
    }
}

extension OperationLink {
    /// What can be asked about a task.
    static let ofTask = [
        OperationLink("recordInfo", .query("taskId"), from: "/data/taskId"),
        OperationLink("taskEvents", .path("taskId"), from: "/data/taskId"),
        OperationLink("listDeliveries", .query("taskId"), from: "/data/taskId"),
        OperationLink("cancelTask", .body("taskId"), from: "/data/taskId"),
    ]
    static let ofImages = [OperationLink("recordInfo", .query("taskId"), from: "/task_id")]
    static let ofUpload = [OperationLink("downloadLink", .body("url"), from: "/data/downloadUrl")]
}
