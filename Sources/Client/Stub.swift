enum StubClient {}
