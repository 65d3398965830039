enum StubEgressTests {}
