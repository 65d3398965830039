import HTTPTypes
import Hummingbird

/// There is nothing at an address, in the shape in which its caller reads refusals.
struct WrongAddress: Error, Sendable {
    let refusal: APIError
    let shape: Operation.Refusal
}

/// What was probably meant by an address at which there is nothing. Clients append their own part to a
/// base URL, which often lacks `/v1`, has it twice, or is the whole address of a call.
struct AddressHint: Sendable {
    fileprivate struct Call: Sendable {
        let endpoint: Endpoint
        /// What clients append to their base URL, in pieces.
        let tail: [Substring]

        var isOpenAI: Bool { endpoint.operation.refusal == .openAI }
    }

    private let calls: [Call]
    private let server: @Sendable () -> String

    /// - server: the address that customers call.
    init(_ endpoints: [Endpoint], server: @escaping @Sendable () -> String) {
        calls =
            endpoints.filter { $0.operation.chapter != .house }
            .map { endpoint in
                let parts = endpoint.template.split(separator: "/")
                let base = parts.starts(with: ["api", "v1"]) ? 2 : 1
                return Call(endpoint: endpoint, tail: Array(parts.dropFirst(base)))
            }
            .sorted { $0.tail.count > $1.tail.count }
        self.server = server
    }

    func wrong(_ path: String) -> WrongAddress {
        let area = APIArea(path: path)
        let parts = path.split(separator: "/").suffix(Self.mostParts)
        guard let call = meant(by: Array(parts)) else {
            return WrongAddress(
                refusal: nothing(at: path, area),
                shape: area == .openAI ? .openAI : .envelope
            )
        }
        let base = server() + (call.isOpenAI ? "/v1" : "")
        var message =
            "There is nothing at '\(shown(path))'. Did you mean \(call.endpoint.method.rawValue) "
            + "\(call.endpoint.path)? Then set the client's base URL to \(base)"
        if parts.contains(where: { $0.isSame("deployments") }) {
            message += " (with Azure's client, the endpoint to \(server()))"
        }
        return WrongAddress(
            refusal: .notFound(message + "."),
            shape: call.endpoint.operation.refusal
        )
    }

    /// A client of the API that came to a page, because its base URL lacks `/v1`: `GET /models` with a
    /// key, and not from a browser.
    func wrong(_ request: Request) -> WrongAddress? {
        let first = request.uri.path.utf8.drop { $0 == UInt8(ascii: "/") }
            .prefix { $0 != UInt8(ascii: "/") }
        guard first.elementsEqual("models".utf8), request.headers.haveKey,
            request.headers[.accept]?.contains("text/html") != true
        else { return nil }
        return wrong(request.uri.path)
    }

    private static let mostParts = 16
    private static let longestShown = 200

    private func meant(by parts: [Substring]) -> Call? {
        let isJobs = parts.contains { $0.isSame("api") }
        let found = calls.filter { $0.ends(parts) }
        // The same words mean two calls, `models`: the one whose base the address has a part of.
        return found.first { $0.tail.count == found[0].tail.count && $0.isOpenAI != isJobs }
            ?? found.first
    }

    private func nothing(at path: String, _ area: APIArea?) -> APIError {
        let place = "There is nothing at '\(shown(path))'."
        switch area {
        case nil: return .noSuchPage
        case .openAI:
            return .notFound(
                place + " This server makes images: POST /v1/images/generations, POST "
                    + "/v1/images/edits and GET /v1/models. Set the client's base URL to "
                    + "\(server())/v1."
            )
        case .jobs, .open:
            return .notFound(place + " \(server())/openapi.json lists every call.")
        }
    }

    /// An address as it came, if it can be read.
    private func shown(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isPlain else { return "this address" }
        return path.utf8.count > Self.longestShown ? path.prefix(Self.longestShown) + "…" : path
    }
}

extension AddressHint.Call {
    /// The address ends as this call's does.
    fileprivate func ends(_ parts: [Substring]) -> Bool {
        if let last = tail.last, last.hasSuffix("*}") {
            // Takes all the rest, and there must be some.
            let names = tail.dropLast()
            return parts.indices.contains { start in
                start + names.count < parts.count
                    && zip(names, parts[start...]).allSatisfy { $1.isSame($0) }
            }
        }
        return parts.count >= tail.count
            && zip(tail, parts.suffix(tail.count)).allSatisfy { $0.hasPrefix("{") || $1.isSame($0) }
    }
}

extension Substring {
    /// But for capitals.
    fileprivate func isSame(_ other: some StringProtocol) -> Bool {
        utf8.elementsEqual(other.utf8) { $0.small == $1.small }
    }
}

extension UInt8 {
    fileprivate var small: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}

extension HTTPFields {
    /// A key is given, as OpenAI's or Azure's clients do.
    fileprivate var haveKey: Bool {
        self[.authorization] != nil || HeaderName.apiKey.map { self[$0] != nil } ?? false
    }
}
