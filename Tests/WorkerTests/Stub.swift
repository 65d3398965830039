enum StubWorkerTests {}
