enum StubWorker {}
