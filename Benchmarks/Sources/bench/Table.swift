import Foundation

/// A part of docs/performance.md that is measured.
protocol Table {
    /// The page has `<!-- MARK: begin -->` and `<!-- MARK: end -->` around it.
    var mark: String { get }
    var table: String { get }
}

extension Table {
    var day: String {
        Date.now.formatted(.iso8601.year().month().day())
    }

    var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

    func fixed(_ number: Double, _ places: Int) -> String {
        String(format: "%.\(places)f", number)
    }

    /// Puts the table between the page's two marks.
    func write(into page: URL) throws {
        let text = try String(contentsOf: page, encoding: .utf8)
        guard let begin = text.range(of: "<!-- \(mark): begin -->\n"),
            let end = text.range(of: "<!-- \(mark): end -->")
        else { throw BenchError("\(page.path) has no marks for the table") }
        let before = text[..<begin.upperBound]
        try Data((before + table + "\n" + text[end.lowerBound...]).utf8).write(to: page)
    }
}
