enum StubP {}
