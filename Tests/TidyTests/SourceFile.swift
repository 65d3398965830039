/// One text file of the project, by its path from the root.
///
/// A Swift file is also seen in three views, as long as the text line for line: its code, its
/// string literals and its comments, each with the rest blanked out. So a rule about code is not
/// misled by a sentence, nor a rule about SQL by code.
struct SourceFile: Sendable {
    let path: String
    let text: String
    let code: String
    let strings: String
    let comments: String

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
        let views = path.hasSuffix(".swift") ? SwiftViews(text) : nil
        code = views?.code ?? ""
        strings = views?.strings ?? ""
        comments = views?.comments ?? ""
    }

    var isSwift: Bool { path.hasSuffix(".swift") }
    var isSource: Bool { isIn("Sources") }
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The folder below `Sources` that the file lives in: `Web`, `Storage` …
    var room: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    /// Lines of a view, counted from 1.
    func lines(of view: KeyPath<SourceFile, String>) -> [(number: Int, text: Substring)] {
        self[keyPath: view]
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated()
            .map { ($0.offset + 1, $0.element) }
    }

    func isIn(_ folders: String...) -> Bool {
        folders.contains { path.hasPrefix($0 + "/") }
    }

    /// Every place where `pattern` occurs in a view.
    func places(
        of pattern: Regex<some Any>,
        in view: KeyPath<SourceFile, String>,
        saying what: String
    ) -> [Offence] {
        let whole = self[keyPath: view]
        return whole.matches(of: pattern.asProgrammersReadIt).map { match in
            let found = match.range
            let first = whole[found].firstIndex { !$0.isWhitespace } ?? found.lowerBound
            let line = whole[..<first].count(where: \.isNewline) + 1
            return Offence(path: path, line: line, what: what)
        }
    }

    func offence(_ what: String, line: Int = 1) -> Offence {
        Offence(path: path, line: line, what: what)
    }
}

extension Regex {
    /// `^` and `$` are the ends of a line, and `\b` stands at a dot too: Unicode's own word
    /// boundaries, the default, take `Status.conflict` for one word.
    var asProgrammersReadIt: Regex<Output> {
        anchorsMatchLineEndings().wordBoundaryKind(.simple)
    }
}

/// A place where the house rules are broken, printed so that a terminal can jump to it.
struct Offence: Hashable, Sendable, CustomStringConvertible {
    let path: String
    let line: Int
    let what: String

    var description: String { "\(path):\(line): \(what)" }
}
