import Domain
import NIOHTTP1

/// The provider's wish when to be asked again.
enum RetryAfter {
    /// Longer would stop a model over one header; shorter would hammer.
    static let shortest = Duration.seconds(1)
    static let longest = Duration.seconds(60)

    /// From `retry-after-ms`, else `Retry-After` (seconds or a date), brought within 1…60 s. Nil if
    /// there is none, or none that makes sense.
    static func wait(_ headers: HTTPHeaders, now: Timestamp) -> Duration? {
        if let text = headers.first(name: "retry-after-ms"), let milliseconds = positive(text) {
            return bounded(milliseconds)
        }
        guard let text = headers.first(name: "Retry-After") else { return nil }
        if let seconds = positive(text) { return bounded(seconds * 1_000) }
        guard let date = HTTPDate.read(text), date > now else { return nil }
        return min(max(date - now, shortest), longest)
    }

    private static func positive(_ text: String) -> Double? {
        guard let number = Double(text), number > 0, number.isFinite else { return nil }
        return number
    }

    private static func bounded(_ milliseconds: Double) -> Duration {
        min(max(.milliseconds(min(milliseconds, 1e9)), shortest), longest)
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form of date that HTTP still sends.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func read(_ text: String) -> Timestamp? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: "\(words[2])")
        else { return nil }
        let monthDigits = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        let clock = words[4].split(separator: ":").compactMap { Int64($0) }
        guard let day = CivilDate("\(words[3])-\(monthDigits)-\(words[1])"), clock.count == 3,
            (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        let seconds = clock[0] * 3_600 + clock[1] * 60 + clock[2]
        return Timestamp(milliseconds: day.start.milliseconds + seconds * 1_000)
    }
}
