/// Rows of text in aligned columns, two blanks apart.
struct TextTable {
    let rows: [[String]]
    /// Columns of figures, which stand at their right edge.
    var figures: Set<Int> = []

    var text: String {
        let widths = rows.reduce(into: [Int]()) { widths, row in
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                padded(cell, to: widths[column], atRight: figures.contains(column))
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        .joined(separator: "\n")
    }

    private func padded(_ cell: String, to width: Int, atRight: Bool) -> String {
        let blanks = String(repeating: " ", count: max(0, width - cell.count))
        return atRight ? blanks + cell : cell + blanks
    }
}
