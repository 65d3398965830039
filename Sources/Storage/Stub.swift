enum StubStorage {}
