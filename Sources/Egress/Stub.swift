enum StubEgress {}
