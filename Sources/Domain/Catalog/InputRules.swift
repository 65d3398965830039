/// What a variant takes as input: the one declaration that validation, JSON Schema, forms and docs
/// are made from.
package struct InputRules: Hashable, Sendable {
    package let fields: [InputField]

    package init(fields: [InputField]) {
        self.fields = fields
    }

    package func field(_ name: String) -> InputField? {
        fields.first { $0.name == name }
    }
}

package struct InputField: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Text of at most so many characters (Unicode scalars, as upstreams count).
        case text(longest: Int)
        case choice([String])
        case integer(ClosedRange<Int64>)
        case flag
        case size(SizeRule, allowsAuto: Bool)
        /// URLs of input pictures (https, or `data:` for small ones), at most so many.
        case imageURLs(most: Int)
        case imageURL
    }

    package let name: String
    package let kind: Kind
    package let isRequired: Bool
    package let defaultValue: JSONValue?
    package let summary: String
    /// What the caller is told where the field is left out; nil: nothing out of the ordinary follows.
    package let absence: String?

    package init(
        name: String,
        kind: Kind,
        isRequired: Bool = false,
        defaultValue: JSONValue? = nil,
        summary: String,
        absence: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.summary = summary
        self.absence = absence
    }
}

/// One thing wrong with an input, said so that the caller can mend it.
package struct InputProblem: Error, Hashable, Sendable {
    /// The path of the field: `input.size`.
    package let field: String
    /// What is wrong and what is allowed.
    package let message: String

    package init(field: String, message: String) {
        self.field = field
        self.message = message
    }
}

/// A checked input: canonical names, defaults not filled in.
package struct CheckedInput: Hashable, Sendable {
    /// What the provider gets (an object), without picture URLs.
    package var parameters: [String: JSONValue]
    /// Pictures to start from, in order.
    package var imageURLs: [String]
    package var maskURL: String?
    /// nil is `auto`.
    package var size: PictureSize?
    package var count: Int
    /// Half-done pictures that somebody wants to see on the way; nil: nobody watches.
    package var partials: Int?
    /// What the caller should know, such as a ratio that was matched to the nearest size.
    package var warnings: [String]

    package init(
        parameters: [String: JSONValue],
        imageURLs: [String] = [],
        maskURL: String? = nil,
        size: PictureSize? = nil,
        count: Int = 1,
        partials: Int? = nil,
        warnings: [String] = []
    ) {
        self.parameters = parameters
        self.imageURLs = imageURLs
        self.maskURL = maskURL
        self.size = size
        self.count = count
        self.partials = partials
        self.warnings = warnings
    }
}
