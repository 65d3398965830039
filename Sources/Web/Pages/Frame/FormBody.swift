import Domain
import HTTPTypes
import Hummingbird
import NIOCore

/// A form as browsers send it without files. Only our own pages may send one.
struct FormBody: Sendable {
    private let fields: [String: String]

    /// Throws `forbidden` for a form of another site.
    init(_ request: Request, limit: Int = 65_536) async throws {
        guard request.isOwnForm else {
            throw APIError.forbidden("This form was not sent from a page of this site.")
        }
        do {
            let body = try await request.body.collect(upTo: limit)
            fields = try FormFields.read(body.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw APIError.tooLarge(Int64(limit))
        }
    }

    subscript(name: String) -> String? { fields[name] }

    /// The fields that are filled in, as a command takes them.
    func filled(_ names: [String]) -> [String: JSONValue] {
        var filled: [String: JSONValue] = [:]
        for name in names {
            if let text = fields[name], !text.isEmpty { filled[name] = .string(text) }
        }
        return filled
    }

    /// Where the form says that it stood, if that is an address of ours.
    func way(back name: String) -> String { Way.checked(fields[name]) }
}

extension Request {
    /// Browsers say where a form comes from. What says nothing of it is no browser, and has none of
    /// its cookies.
    var isOwnForm: Bool {
        if let name = HTTPField.Name("Sec-Fetch-Site"), let site = headers[name] {
            return site == "same-origin" || site == "none"
        }
        if let name = HTTPField.Name("Origin"), let origin = headers[name] {
            guard let host = head.authority else { return false }
            return origin == "http://" + host || origin == "https://" + host
        }
        return true
    }
}
