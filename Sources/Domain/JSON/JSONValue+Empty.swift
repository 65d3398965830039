extension JSONValue {
    package var isEmptyText: Bool { stringValue?.utf8.isEmpty ?? false }

    /// Nothing was given, in whatever way a client's language says so: null, an empty text, an empty
    /// list.
    package var isNothing: Bool { isNull || isEmptyText || arrayValue?.isEmpty == true }
}

extension String {
    /// Whether a text is this word, in small or capital letters of ASCII.
    package func isSpelled(_ text: String) -> Bool {
        utf8.count == text.utf8.count
            && zip(utf8, text.utf8).allSatisfy { small($0) == small($1) }
    }
}

private func small(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
