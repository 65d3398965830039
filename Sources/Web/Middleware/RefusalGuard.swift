import Domain
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// One request before the limit on refused ones.
struct RefusalGuard: Sendable {
    let house: House
    private var fingerprint: RefusalLimiter.Fingerprint?

    init(house: House) {
        self.house = house
    }

    /// Looks at the request of somebody who was refused too often: 429 to what was refused before.
    ///
    /// - request: its body is read here, where it is small enough to be remembered.
    mutating func check(_ request: inout Request, _ context: APIContext) async throws {
        guard !house.refused.isQuiet, let subject = subject(request, context),
            house.refused.isOver(subject)
        else { return }
        // Refused by its head alone, or not at all.
        if case .network = subject, request.hasKey { return }
        var body = ByteBuffer()
        // A sender that waits to be asked for its body is not asked on this account.
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > 0 {
            guard length <= Limits.jsonBody, request.headers[.expect] == nil else { return }
            body = try await request.body.collect(upTo: length)
            request.body = HummingbirdCore.RequestBody(buffer: body)
        } else if request.headers[.transferEncoding] != nil {
            return
        }
        let fingerprint = body.withUnsafeReadableBytes { bytes in
            RefusalLimiter.Fingerprint(subject, request.whatDecides, bytes)
        }
        self.fingerprint = fingerprint
        if let refusal = house.refused.refusal(of: subject, fingerprint) { throw refusal }
    }

    /// Counts an answer that refuses; what is answered instead of it when it is one too many.
    func refusal(
        instead response: Response,
        of request: Request,
        _ context: APIContext
    ) -> APIError? {
        guard response.status.isRefusal, let subject = subject(request, context) else { return nil }
        let isByContent = response.status.isByContent
        let refusal = house.refused.count(subject, isByContent ? fingerprint : nil)
        if refusal != nil {
            house.noteThrottled(
                "refused requests",
                house.clientNetwork(request, context).name,
                from: house.clientText(request, context),
                requestID: context.requestID
            )
        }
        return refusal
    }

    /// Whose refusals these are; nil: they are not counted.
    private func subject(_ request: Request, _ context: APIContext) -> RefusalLimiter.Subject? {
        // Known a moment ago, if it is one.
        if let text = try? house.keyText(request), let key = house.keys.key(text),
            key.revokedAt == nil
        {
            return .key(key.id)
        }
        guard let address = house.clientAddress(request, context), !house.isShared(address) else {
            return nil
        }
        return .network(ClientNetwork(address))
    }
}

extension Request {
    /// Something stands where a key does.
    fileprivate var hasKey: Bool {
        let azure = HeaderName.apiKey.flatMap { headers[$0] }
        return headers[.authorization] != nil || azure != nil
    }

    /// What a refusal may be for, besides the body.
    fileprivate var whatDecides: [String] {
        let names: [HTTPField.Name?] = [
            .contentType, .contentEncoding, .cookie, HeaderName.idempotencyKey,
        ]
        return [method.rawValue, uri.string] + names.map { $0.flatMap { headers[$0] } ?? "" }
    }
}

extension HTTPResponse.Status {
    /// The request was not in order. What came too often or too slowly is another matter.
    fileprivate var isRefusal: Bool { kind == .clientError && ![408, 429].contains(code) }

    /// The same request would be refused again, for what it says.
    fileprivate var isByContent: Bool { [400, 404, 405, 413, 415, 422].contains(code) }
}
