enum StubStorageTests {}
