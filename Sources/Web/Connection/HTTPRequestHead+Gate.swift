import NIOHTTP1

extension HTTPRequestHead {
    var origin: String? { headers.first(name: "origin") }

    /// A body comes once its sender is told to go on (RFC 9110, 10.1.1).
    var waitsToContinue: Bool {
        guard headers.first(name: "expect")?.lowercased() == "100-continue" else { return false }
        return headers.contains(name: "transfer-encoding")
            || headers.first(name: "content-length").map { $0 != "0" } ?? false
    }
}
