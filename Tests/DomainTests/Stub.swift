enum StubDomainTests {}
