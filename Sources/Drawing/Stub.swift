enum StubDrawing {}
