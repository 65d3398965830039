enum StubJourneyTests {}
