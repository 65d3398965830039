import Storage
package import Testing

/// Recomputes the whole ledger. Every test of money ends with it.
package func expectCleanAudit(
    _ test: TestStore,
    _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let report = try await test.store.audit()
    #expect(report.problems == [], comment, sourceLocation: sourceLocation)
}
