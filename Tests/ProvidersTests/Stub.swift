enum StubProvidersTests {}
