import Testing

/// A rule looks at one file and says where it is broken.
typealias Rule = (SourceFile) -> [Offence]

/// Holds every file of the tree against a rule, after showing that the rule can fail: it must find
/// something in each of the `caught` samples and nothing in the `passed` ones.
func holds(
    _ rule: Rule,
    catches caught: [SourceFile],
    passes passed: [SourceFile] = [],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    for sample in caught {
        let offences = rule(sample)
        #expect(
            !offences.isEmpty,
            "the rule lets this pass in \(sample.path): \(sample.text)",
            sourceLocation: sourceLocation
        )
    }
    let files = SourceTree.here.files
    #expect(files.contains { $0.isSource }, "no sources found", sourceLocation: sourceLocation)
    for file in passed + files {
        for offence in rule(file) {
            Issue.record("\(offence)", sourceLocation: sourceLocation)
        }
    }
}
