import Domain
import Testing

/// Cells as a spreadsheet finds them: it knows code points, not Characters.
@Suite struct CSVCells {
    @Test(arguments: [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\r\n=1", "\rplain", " =1",
        "  \t =1", "\"=1", "\" \"=1", "\u{FEFF}=1", "\u{200B}=1", "\u{A0}=1", "\u{2028}=1",
        "\u{0}=1", "=\u{301}1", "+\u{20E3}", "＝1+1", "＋1", "－1+1", "＠SUM(A1)", "-1;=1", "- 1",
        "+-1", "=", "-1e5", "-٣",
    ])
    func `a formula is text, whatever stands before it`(_ text: String) {
        let cell = CSVText.cell(text)
        let isQuoted = cell.utf8.first == UInt8(ascii: "\"")
        #expect(cell.utf8.dropFirst(isQuoted ? 1 : 0).first == UInt8(ascii: "'"))
        #expect(read(cell) == [bytes("'" + text)])
    }

    @Test(arguments: ["-0.5", "-12.345678", "0.028", "10", "+3", "-1"])
    func `an amount stays a number, also below zero`(_ amount: String) {
        #expect(CSVText.cell(amount) == amount)
    }

    @Test(arguments: [
        "fox", "a fox", "a=b", "x@example.com", "2026-11-30", "'=1", "ümlaut", "日本", "", "…-",
    ])
    func `what is harmless stays as it is`(_ text: String) {
        #expect(CSVText.cell(text) == text)
    }

    @Test func `no text leaves its cell`() {
        let parts = [
            ",", "\"", "\r", "\n", ";", "=", "a", "\u{301}", " ", "\u{FEFF}", "\u{200D}", "-", "é",
        ]
        for first in parts {
            for second in parts {
                for third in parts {
                    let texts = [first + second + third, third + first, "end"]
                    let wanted = texts.map { text in
                        let isText = CSVText.cell(text).utf8.contains(UInt8(ascii: "'"))
                        return bytes(isText ? "'" + text : text)
                    }
                    #expect(read(CSVText.row(texts)) == wanted)
                }
            }
        }
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// The cells of one row as RFC 4180 reads them, byte by byte.
    private func read(_ row: String) -> [[UInt8]] {
        var cells: [[UInt8]] = [[]]
        var isQuoted = false
        var rest = Array(row.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && rest.first == byte:
                rest.removeFirst()
                cells[cells.count - 1].append(byte)
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted: cells.append([])
            case 0x0A where !isQuoted, 0x0D where !isQuoted: cells.append(bytes("another row"))
            default: cells[cells.count - 1].append(byte)
            }
        }
        return cells
    }
}
