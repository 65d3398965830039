import Domain
import Testing

@Suite struct `What a name offers` {
    static let first = CivilDate(year: 2026, month: 12, day: 1)
    static let second = CivilDate(year: 2027, month: 6, day: 1)
    let catalog = ShopWindow.catalog([
        ShopWindow.variant("old-a", aliases: ["a"], retires: first, successor: "mid-a"),
        ShopWindow.variant("mid-a", retires: second, successor: "new-a"),
        ShopWindow.variant("new-a"),
        ShopWindow.variant("lone-b", retires: first),
        // A price list like this is refused; looking it up must end all the same.
        ShopWindow.variant("loop-c", retires: first, successor: "loop-d"),
        ShopWindow.variant("loop-d", retires: first, successor: "loop-c"),
    ])

    @Test func `is the variant itself until the day its upstream ends`() {
        let end = Self.first.start
        #expect(line("old-a", end - .milliseconds(1)) == "old-a offered")
        #expect(line("a", end - .milliseconds(1)) == "old-a offered")
        #expect(line("old-a", end) == "old-a served by mid-a")
        #expect(line("a", end) == "old-a served by mid-a")
    }

    @Test func `is only a hint where successors are off`() {
        #expect(line("old-a", Self.first.start, successorsOn: false) == "old-a retired, use mid-a")
    }

    @Test func `is nothing more after the end of one without a successor`() {
        #expect(line("lone-b", Self.first.start) == "lone-b retired")
    }

    @Test func `names the live one, and is not served by a successor's successor`() {
        #expect(line("old-a", Self.second.start) == "old-a retired, use new-a")
        #expect(line("mid-a", Self.second.start) == "mid-a served by new-a")
    }

    @Test func `ends where successors go round in circles`() {
        #expect(line("loop-c", Self.first.start) == "loop-c retired")
    }

    @Test func `is nothing where the name is unknown, and there are similar ones`() {
        #expect(line("MID-A", Self.first.start) == "unknown")
        #expect(catalog.similar(to: "MID-A") == ["mid-a", "new-a", "old-a"])
        let numbered = ShopWindow.catalog([
            ShopWindow.variant("gpt-2-5-new"), ShopWindow.variant("gpt-2-old"),
        ])
        #expect(numbered.similar(to: "gpt-2") == ["gpt-2-old", "gpt-2-5-new"])
        #expect(catalog.similar(to: "xyz").isEmpty)
    }

    private func line(_ name: String, _ moment: Timestamp, successorsOn: Bool = true) -> String {
        catalog.offer(name, at: moment, successorsOn: successorsOn).line
    }
}
