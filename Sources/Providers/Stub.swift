enum StubProviders {}
