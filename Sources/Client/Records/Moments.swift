import Foundation

/// Moments are whole Unix milliseconds everywhere on the wire.
extension KeyedDecodingContainer {
    func requiredMoment(_ key: Key) throws -> Date {
        Date(timeIntervalSince1970: Double(try decode(Int64.self, forKey: key)) / 1_000)
    }

    /// Nil where the member is missing or null.
    func moment(_ key: Key) throws -> Date? {
        try decodeIfPresent(Int64.self, forKey: key).map {
            Date(timeIntervalSince1970: Double($0) / 1_000)
        }
    }
}
