import Testing

@testable import AIGenerateClient

@Suite struct ReadingEvents {
    @Test func `events read the same wherever they are cut`() {
        let text = """
            retry: 2000

            : a comment
            id: 1.a.2
            event: state
            data: {"a":1}

            data:one\r
            data: two\r
            \r
            id: nothing

            """
        let bytes = Array((text + "data: cut off\n").utf8)
        let expected = [
            EventReader.Event(id: "1.a.2", name: "state", data: "{\"a\":1}"),
            EventReader.Event(id: "", name: "", data: "one\ntwo"),
        ]
        for cut in 0...bytes.count {
            var reader = EventReader()
            let events = reader.feed(bytes[..<cut]) + reader.feed(bytes[cut...])
            #expect(events == expected, "cut at \(cut)")
        }
    }
}
