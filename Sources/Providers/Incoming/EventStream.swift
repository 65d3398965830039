import Domain

/// Reads server-sent events (the HTML standard, 9.2) while they arrive, in chunks cut anywhere. The
/// data goes by and is not kept: an event may be as large as it likes.
struct EventStream {
    enum Step {
        /// The first data of an event called so; empty: it has no name.
        case begin(name: String)
        case data(UnsafeRawBufferPointer)
        case end
    }

    /// Names are short; what is longer is cut, and so stays unknown.
    static let longestName = 64

    private enum Inside { case field, name, data, skipped }

    private var inside = Inside.field
    private var field: [UInt8] = []
    private var name: [UInt8] = []
    private var hasData = false
    private var isAfterColon = false
    private var isAfterReturn = false

    init() {}

    /// Between two events, or before the first.
    var isIdle: Bool { !hasData }

    /// Goes over the next bytes.
    mutating func feed<E: Error>(
        _ bytes: UnsafeRawBufferPointer,
        _ take: (Step) throws(E) -> Void
    ) throws(E) {
        var rest = bytes[...]
        while let byte = rest.first {
            if isAfterReturn, byte == UInt8(ascii: "\n") {
                isAfterReturn = false
                rest = rest.dropFirst()
                continue
            }
            isAfterReturn = false
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                isAfterReturn = byte == UInt8(ascii: "\r")
                rest = rest.dropFirst()
                try endLine(take)
            } else if inside == .data {
                let blank = isAfterColon && byte == UInt8(ascii: " ") ? 1 : 0
                isAfterColon = false
                rest = rest.dropFirst(blank)
                let run = EventStream.line(rest)
                if !run.isEmpty { try take(.data(UnsafeRawBufferPointer(rebasing: run))) }
                rest = rest.dropFirst(run.count)
            } else {
                rest = rest.dropFirst()
                try add(byte, take)
            }
        }
    }

    /// The bytes up to the end of the line. A picture is one line of megabytes.
    private static func line(
        _ bytes: Slice<UnsafeRawBufferPointer>
    ) -> Slice<UnsafeRawBufferPointer> {
        bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    }

    /// Ends the event that is under way, as a blank line would: some servers leave the last one out.
    mutating func end<E: Error>(_ take: (Step) throws(E) -> Void) throws(E) {
        inside = .field
        field.removeAll(keepingCapacity: true)
        try endLine(take)
    }

    private mutating func add<E: Error>(_ byte: UInt8, _ take: (Step) throws(E) -> Void) throws(E) {
        switch inside {
        case .field where byte == UInt8(ascii: ":"):
            isAfterColon = true
            if field.elementsEqual("data".utf8) {
                inside = .data
                try beginData(take)
            } else if field.elementsEqual("event".utf8) {
                inside = .name
                name.removeAll(keepingCapacity: true)
            } else {
                inside = .skipped
            }
        case .field: if field.count < EventStream.longestName { field.append(byte) }
        case .name:
            let isBlank = isAfterColon && byte == UInt8(ascii: " ")
            isAfterColon = false
            if !isBlank, name.count < EventStream.longestName { name.append(byte) }
        case .data, .skipped: break
        }
    }

    private mutating func beginData<E: Error>(_ take: (Step) throws(E) -> Void) throws(E) {
        guard hasData else {
            hasData = true
            return try take(.begin(name: UntrustedText.cut(name)))
        }
        // Two lines of data are one text with a line feed between them; JSON does not mind it.
        try [UInt8(ascii: "\n")].withUnsafeBufferPointer { (feed) throws(E) in
            try take(.data(UnsafeRawBufferPointer(feed)))
        }
    }

    private mutating func endLine<E: Error>(_ take: (Step) throws(E) -> Void) throws(E) {
        let isBlank = inside == .field && field.isEmpty
        inside = .field
        isAfterColon = false
        field.removeAll(keepingCapacity: true)
        guard isBlank else { return }
        name.removeAll(keepingCapacity: true)
        guard hasData else { return }
        hasData = false
        try take(.end)
    }
}
