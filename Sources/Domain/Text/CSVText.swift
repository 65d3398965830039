/// Comma-separated values (RFC 4180) in which a spreadsheet finds texts and numbers, never formulas.
package enum CSVText {
    /// One row, without its line end.
    package static func row(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",")
    }

    /// Quoted where it must be. A text that a spreadsheet would run as a formula gets an apostrophe
    /// in front of it; a number stays one, also below zero.
    package static func cell(_ text: String) -> String {
        // By scalars, never by Characters: a combining mark behind a comma, a quote or an equals sign
        // makes another Character of it, and spreadsheets look at the code points.
        let scalars = text.unicodeScalars
        var safe = String.UnicodeScalarView()
        if isFormula(scalars) { safe.append("'") }
        safe.append(contentsOf: scalars)
        guard safe.contains(where: needsQuotes) || safe.first == " " || safe.last == " " else {
            return String(safe)
        }
        var quoted = String.UnicodeScalarView()
        quoted.append("\"")
        for scalar in safe {
            if scalar == "\"" { quoted.append(scalar) }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }

    /// Spreadsheets pass over white space, quotes and invisible signs before they look for a
    /// formula, and a tab or a line end at the start may move the rest into a cell of its own.
    private static func isFormula(_ text: String.UnicodeScalarView) -> Bool {
        guard let first = text.first, !isNumber(text) else { return false }
        if first == "\t" || first == "\r" || first == "\n" { return true }
        return text.first { !isPassedOver($0) }.map(starters.contains) ?? false
    }

    private static func isPassedOver(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\"" || scalar.properties.isWhitespace { return true }
        switch scalar.properties.generalCategory {
        case .control, .format: return true
        default: return false
        }
    }

    /// With their full-width and small forms, which some spreadsheets take for the same.
    private static let starters: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{FE66}", "\u{FE62}",
        "\u{FE63}", "\u{FE6B}",
    ]

    private static func isNumber(_ text: String.UnicodeScalarView) -> Bool {
        String(text).wholeMatch(of: /[+-]?[0-9]+(?:\.[0-9]+)?/) != nil
    }

    private static func needsQuotes(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ",", ";", "\"", "\t", "\u{0A}"..."\u{0D}", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }
}
