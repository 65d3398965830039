/// Reads server-sent events while they arrive, in pieces cut anywhere.
struct EventReader {
    struct Event: Hashable {
        var id = ""
        var name = ""
        var data = ""
    }

    private var line: [UInt8] = []
    private var event = Event()

    /// The events that these bytes complete.
    mutating func feed(_ bytes: some Sequence<UInt8>) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if let event = take(String(decoding: line, as: UTF8.self)) { events.append(event) }
            line.removeAll(keepingCapacity: true)
        }
        return events
    }

    /// An empty line ends an event; a comment, and a field that is not known, is passed over.
    private mutating func take(_ line: String) -> Event? {
        guard !line.isEmpty else {
            defer { event = Event() }
            return event.data.isEmpty ? nil : event
        }
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let text = parts.count == 2 ? parts[1] : ""
        let value = String(text.first == " " ? text.dropFirst() : text)
        switch parts[0] {
        case "id": event.id = value
        case "event": event.name = value
        case "data": event.data += event.data.isEmpty ? value : "\n" + value
        default: break
        }
        return nil
    }
}
