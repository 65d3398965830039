enum StubClientTests {}
