extension GuardedURL.Host {
    /// `text` is printable ASCII, without a port.
    init(parsing text: Substring) throws(EgressRefusal) {
        if text.first == "[" {
            self = .address(try Self.bracketed(text))
            return
        }
        if let address = IPAddress(text) {
            self = .address(address)
            return
        }
        let name = text.lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        // The rule of the WHATWG URL standard: what ends in a number is read as IPv4 by somebody.
        if let last = labels.last(where: { !$0.isEmpty }), Self.isNumber(last) {
            throw .addressForm
        }
        guard name.utf8.count <= 253, labels.allSatisfy(Self.isLabel) else { throw .host }
        self = .name(name)
    }

    private static func bracketed(_ text: Substring) throws(EgressRefusal) -> IPAddress {
        guard text.last == "]", let address = IPAddress(text.dropFirst().dropLast()),
            address.family == .v6, !address.isDeliveredAsV4
        else { throw .addressForm }
        return address
    }

    /// 1–63 letters, digits and hyphens, and underscores too: storage buckets have them.
    private static func isLabel(_ label: Substring) -> Bool {
        1...63 ~= label.utf8.count && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { byte in
                byte.isDigit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    private static func isNumber(_ label: Substring) -> Bool {
        label.utf8.allSatisfy(\.isDigit)
            || label.hasPrefix("0x") && label.utf8.dropFirst(2).allSatisfy(\.isHexDigit)
    }
}
