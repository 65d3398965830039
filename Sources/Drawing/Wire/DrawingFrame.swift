import Foundation

/// How requests and answers travel over a pipe: four bytes with the length of a JSON text (most
/// significant first), the JSON text, and after a `.picture` answer its bytes.
package enum DrawingFrame {
    /// A prompt of 32,000 characters, written as JSON escapes, sent twice (as text and as a note).
    package static let longestRequest = 2 << 20
    package static let longestAnswer = 1 << 20
    /// The largest picture, uncompressed, with room to spare.
    package static let longestPicture = 64 << 20

    /// The frame's JSON part with its length in front.
    package static func encode(_ message: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = try encoder.encode(message)
        return length(json.count) + json
    }

    package static func decode<Message: Decodable>(
        _ type: Message.Type,
        from json: [UInt8]
    ) throws -> Message {
        try JSONDecoder().decode(type, from: Data(json))
    }

    /// The number that four bytes say; nil for another count of bytes.
    package static func length(_ bytes: some Collection<UInt8>) -> Int? {
        guard bytes.count == 4 else { return nil }
        return bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    private static func length(_ count: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
    }
}
