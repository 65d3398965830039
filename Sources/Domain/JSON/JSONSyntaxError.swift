/// Why a text is not the JSON we accept, and where.
package struct JSONSyntaxError: Error, Hashable, Sendable {
    package let message: String
    /// Bytes from the start of the text.
    package let offset: Int
    /// The member whose text has too many combining marks in a row, as in `input.prompt`; empty for
    /// one without a name. nil: something else is wrong.
    package let markedField: String?

    package init(message: String, offset: Int, markedField: String? = nil) {
        self.message = message
        self.offset = offset
        self.markedField = markedField
    }

    /// The same error, seen from the object or list around it.
    func inside(_ name: String) -> JSONSyntaxError {
        guard let inner = markedField else { return self }
        let separator = inner.isEmpty || inner.utf8.first == UInt8(ascii: "[") ? "" : "."
        return JSONSyntaxError(
            message: message,
            offset: offset,
            markedField: name + separator + inner
        )
    }
}
