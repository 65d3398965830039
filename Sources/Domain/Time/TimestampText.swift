extension Timestamp {
    /// `2026-11-22T18:40:07Z`, for messages and pages.
    package var iso8601: String {
        let day = CivilDate(self)
        let seconds = milliseconds.floorDiv(1_000) - day.start.milliseconds / 1_000
        return "\(day.text)T\(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))Z"
    }
}

private func two(_ number: Int64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
}
