import Testing

@testable import Providers

@Suite struct `Reading server-sent events` {
    private struct Event: Equatable {
        var name: String
        var data: String
    }

    /// The events in a text that arrives in pieces of so many bytes.
    private func events(_ text: String, pieces size: Int) -> [Event] {
        var stream = EventStream()
        var current: (name: String, data: [UInt8]) = ("", [])
        var events: [Event] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { piece in
                stream.feed(piece) { step in
                    switch step {
                    case .begin(let name): current = (name, [])
                    case .data(let bytes): current.data += bytes
                    case .end:
                        let data = String(decoding: current.data, as: UTF8.self)
                        events.append(Event(name: current.name, data: data))
                    }
                }
            }
        }
        return events
    }

    @Test(arguments: [1, 2, 3, 7, 1_000])
    func `gives the same events however they are cut`(size: Int) {
        let text = """
            : a comment\r
            event: one\r
            data: {"a":1}\r
            \r
            id: 7\nretry: 10
            event:two
            data:  {"b":
            data: 2}

            data: [DONE]


            event: no data

            event: not closed
            data: lost
            """
        #expect(
            events(text, pieces: size) == [
                Event(name: "one", data: "{\"a\":1}"),
                Event(name: "two", data: " {\"b\":\n2}"),
                Event(name: "", data: "[DONE]"),
            ]
        )
    }

    @Test func `takes a lone carriage return as the end of a line`() {
        #expect(
            events("event: a\rdata: 1\r\rdata: 2\r\r", pieces: 1)
                == [Event(name: "a", data: "1"), Event(name: "", data: "2")]
        )
    }
}
