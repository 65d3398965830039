extension Timestamp {
    /// `2026-11-22T18:40:07Z`, for messages and pages.
    package var iso8601: String {
        let day = CivilDate(self)
        let seconds = milliseconds.floorDiv(1_000) - day.start.milliseconds / 1_000
        return "\(day.text)T\(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))Z"
    }
}

extension Timestamp {
    /// Reads `2026-12-31` (its start) or `2026-12-31T18:00:00Z`; nil for anything else.
    package init?(iso8601 text: String) {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard let first = parts.first, let day = CivilDate(String(first)) else { return nil }
        guard parts.count > 1 else {
            self = day.start
            return
        }
        guard parts.count == 2, parts[1].hasSuffix("Z") else { return nil }
        let fields = parts[1].dropLast().split(separator: ":", omittingEmptySubsequences: false)
        let numbers = fields.compactMap { $0.count == 2 ? Int64($0) : nil }
        guard fields.count == 3, numbers.count == 3, (0..<24).contains(numbers[0]),
            (0..<60).contains(numbers[1]), (0..<60).contains(numbers[2])
        else { return nil }
        let seconds = numbers[0] * 3_600 + numbers[1] * 60 + numbers[2]
        self.init(milliseconds: day.start.milliseconds + seconds * 1_000)
    }
}

private func two(_ number: Int64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
}
