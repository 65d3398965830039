import Testing

@Suite("Reported by users") enum ReportedByUsers {}
