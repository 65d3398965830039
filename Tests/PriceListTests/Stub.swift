enum StubPriceListTests {}
