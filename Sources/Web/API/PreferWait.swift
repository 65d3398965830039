import Domain
import HTTPTypes
import Hummingbird

/// `Prefer: wait=N`: the answer is held until the task ends, for at most N seconds (RFC 7240).
enum PreferWait {
    /// nil: the caller does not want to wait. More than 60 s is 60 s.
    static func patience(_ headers: HTTPFields) throws(APIError) -> Duration? {
        guard let name = HTTPField.Name("Prefer"), let text = headers[name] else { return nil }
        for preference in text.split(separator: ",") {
            let parts = preference.split(separator: "=").map {
                $0.filter { $0 != " " && $0 != "\"" }
            }
            guard parts.first?.lowercased() == "wait" else { continue }
            guard parts.count == 2, let seconds = Int(parts[1]), seconds > 0 else {
                throw .malformed("'Prefer: wait=N' needs whole seconds from 1 to 60.")
            }
            return .seconds(min(seconds, Limits.longestWait))
        }
        return nil
    }
}
