import Domain

extension APIError {
    /// - field: nil where the name of a field is itself such a text.
    static func tooManyMarks(in field: String?) -> APIError {
        let name = field?.shortened()
        return tooManyMarks(what: name.map { "'\($0)'" } ?? "The name of a field", param: name)
    }

    static func tooManyMarks(what: String, param: String?) -> APIError {
        let most = StreamSafeText.mostMarks
        return malformed(
            "\(what) has more than \(most) combining marks (such as accents) in a row. At most "
                + "\(most) are allowed: remove the others. Nothing was charged.",
            param: param
        )
    }

    init(_ error: JSONSyntaxError) {
        if let field = error.markedField {
            self = .tooManyMarks(in: field.isEmpty ? nil : field)
        } else {
            self = .malformed(
                "The body is not the JSON expected: \(error.message) (at byte \(error.offset))."
            )
        }
    }
}
