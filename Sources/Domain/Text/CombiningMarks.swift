/// How many combining marks each character begins and ends with once it is decomposed (NFKD).
struct CombiningMarks: Sendable {
    static let table = CombiningMarks()

    /// Where the cells of each 256 characters start. Most share one page of zeros.
    private let pages: [UInt16]
    private let cells: [UInt8]

    private static let page: UInt32 = 256
    private static let pageCount = 0x110000 / 256

    /// The leading marks in the low four bits. All of such a character are marks. Above them the
    /// marks behind its base.
    func cell(_ scalar: UInt32) -> UInt8 {
        let page = Int(scalar / Self.page)
        guard page < Self.pageCount else { return 0 }
        return cells[Int(pages[page]) * Int(Self.page) + Int(scalar % Self.page)]
    }

    private init() {
        var pages = [UInt16](repeating: 0, count: Self.pageCount)
        var cells = [UInt8](repeating: 0, count: Int(Self.page))
        let ranges: [(text: String, cell: UInt8)] = [
            (MarkRanges.one, 0x01), (MarkRanges.two, 0x02), (MarkRanges.endsWithOne, 0x10),
            (MarkRanges.endsWithTwo, 0x20), (MarkRanges.endsWithThree, 0x30),
        ]
        for (text, cell) in ranges {
            for scalar in Self.scalars(of: text) {
                let page = Int(scalar / Self.page)
                if pages[page] == 0 {
                    pages[page] = UInt16(cells.count / Int(Self.page))
                    cells += [UInt8](repeating: 0, count: Int(Self.page))
                }
                cells[Int(pages[page]) * Int(Self.page) + Int(scalar % Self.page)] = cell
            }
        }
        self.pages = pages
        self.cells = cells
    }

    /// `300-34E 360 …`
    private static func scalars(of ranges: String) -> [UInt32] {
        ranges.split { $0 == " " || $0 == "\n" }.flatMap { range -> [UInt32] in
            let ends = range.split(separator: "-").compactMap { UInt32($0, radix: 16) }
            guard let first = ends.first, let last = ends.last, first <= last else { return [] }
            return Array(first...last)
        }
    }
}
