/// A part of a file as it is written, before anything is made of it.
protocol StrictSheet: Decodable {
    associatedtype Key: CodingKey & CaseIterable
}

/// Decodes a sheet and refuses keys that it does not know: a misspelt `retires` must not pass for
/// a variant that never retires.
struct Strict<Sheet: StrictSheet>: Decodable {
    let sheet: Sheet

    init(from decoder: any Decoder) throws {
        let known = Sheet.Key.allCases.map(\.stringValue)
        let given = try decoder.container(keyedBy: AnyKey.self)
        for key in given.allKeys where !known.contains(key.stringValue) {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath + [key],
                    debugDescription: "unknown; known here: \(known.joined(separator: ", "))"
                )
            )
        }
        sheet = try Sheet(from: decoder)
    }
}

/// Any name that stands in a file.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) { nil }
}

extension DecodingError {
    /// Where in the file, and what is wrong there.
    var placeAndMessage: ([any CodingKey], String) {
        switch self {
        case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            (context.codingPath, context.debugDescription)
        @unknown default: ([], "\(self)")
        }
    }
}
