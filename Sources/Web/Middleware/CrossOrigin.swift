import HTTPTypes
import Hummingbird

/// What browsers are told about web apps of other origins (CORS, as the Fetch standard has it). Leave is
/// given for the API alone and never with cookies, so an app can do no more than its key can.
struct CrossOrigin: Sendable {
    let allowed: AllowedOrigins

    /// Beside any answer of the API, refusals included. What browsers may keep does not depend on who
    /// asked, unless it must: an image that a page of ours showed is kept, and then given to an app.
    func fields(for origin: String?, in area: APIArea) -> [HTTPField] {
        switch allowed {
        case .nobody: []
        case .everyone:
            origin == nil && area != .open ? Self.everyone : Self.everyone + Self.readable
        case .these:
            if let origin, allowed.contains(origin) {
                [HTTPField(name: .accessControlAllowOrigin, value: origin)] + Self.readable
                    + Self.varying
            } else {
                Self.varying
            }
        }
    }

    /// The answer to a browser that asks before it sends an app's request; that needs no key. nil: it is
    /// no such question, or the app may not.
    func preflight(_ request: Request, in area: APIArea?) -> Response? {
        guard request.method == .options, area != nil,
            request.headers[.accessControlRequestMethod] != nil,
            let origin = request.headers[.origin], allowed.contains(origin)
        else { return nil }
        var headers: HTTPFields = [
            .accessControlAllowMethods: "GET, HEAD, POST", .accessControlMaxAge: Self.maxAge,
            .vary: "Access-Control-Request-Headers",
        ]
        let wanted = request.headers[.accessControlRequestHeaders].map(Self.names) ?? ""
        if !wanted.isEmpty { headers[.accessControlAllowHeaders] = wanted }
        return Response(status: .noContent, headers: headers)
    }

    /// Seconds that a browser may keep the answer; Chromium keeps none for longer.
    private static let maxAge = "7200"

    private static let readable = [
        HTTPField(
            name: .accessControlExposeHeaders,
            value: AnswerHeader.readable.joined(separator: ", ")
        )
    ]
    private static let everyone = [HTTPField(name: .accessControlAllowOrigin, value: "*")]
    private static let varying = [HTTPField(name: .vary, value: "Origin")]

    /// The names of headers in a list, as they came. What is no name is left out.
    private static func names(_ list: String) -> String {
        guard list.utf8.count <= Limits.requestedHeaders else { return "" }
        return list.split(separator: ",")
            .map { name in
                let end = name.lastIndex { $0 != " " }.map { name.index(after: $0) }
                return name[..<(end ?? name.startIndex)].drop { $0 == " " }
            }
            .filter { !$0.isEmpty && $0.utf8.allSatisfy(\.isOfToken) }
            .joined(separator: ", ")
    }
}

extension UInt8 {
    /// May stand in the name of a header (RFC 9110, 5.6.2).
    fileprivate var isOfToken: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }
}
