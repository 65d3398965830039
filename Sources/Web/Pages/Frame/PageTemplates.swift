import Domain
import Mustache

/// The templates that the program carries, `Templates/NAME.mustache` by NAME.
enum PageTemplates {
    private static let library = Result { try MustacheLibrary(templates: read()) }

    private static func read() throws -> [String: MustacheTemplate] {
        var templates: [String: MustacheTemplate] = [:]
        for (path, text) in EmbeddedFiles.all where path.hasSuffix(".mustache") {
            let name = path.dropFirst("Templates/".count).dropLast(".mustache".count)
            templates[String(name)] = try MustacheTemplate(string: text)
        }
        return templates
    }

    /// Throws when a template is broken or absent: they are compiled in, so a test sees it first.
    static func render(_ name: String, _ view: JSONValue) throws -> String {
        let text = try library.get().render(view.mustache ?? [:], withTemplate: name)
        guard let text else { throw APIError.internalFault }
        return text
    }
}

extension JSONValue {
    /// As the template engine takes it; nil for null, which is as if it were not there.
    fileprivate var mustache: Any? {
        switch self {
        case .null: nil
        case .bool(let value): value
        case .int(let value): value
        case .decimal(let text): text
        case .string(let text): text
        case .array(let items): items.map { $0.mustache ?? "" }
        case .object(let members): members.compactMapValues(\.mustache)
        case .stored(let text): text
        }
    }
}
