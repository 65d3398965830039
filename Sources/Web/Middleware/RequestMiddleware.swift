import Domain
import HTTPTypes
import Hummingbird
import Logging
import Storage

/// Gives each request its id, turns errors into answers, and writes one line of log. No body, prompt
/// or key ever reaches a log.
struct RequestMiddleware: RouterMiddleware {
    let house: House
    let hint: AddressHint

    // The protocol comes from a module without nonsending functions by default: `@concurrent` says
    // its types as they are there.
    @concurrent
    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        // A client may send many requests at once and leave: nobody waits for the others.
        guard context.channel.isActive else { throw CancellationError() }
        var context = context
        let area = APIArea(path: request.uri.path)
        context.requestID = house.store.identifiers.make("req_", at: house.store.clock.wall())
        var response: Response
        var refusals = RefusalGuard(house: house)
        do {
            if let preflight = house.crossOrigin.preflight(request, in: area) {
                response = preflight
            } else {
                if let wrong = hint.wrong(request) { throw wrong }
                var asking = request.askingForBody(on: context.channel)
                try await refusals.check(&asking, context)
                response = try await next(asking.unpackingBody(), context)
            }
        } catch {
            response = refuse(request, for: error, context)
        }
        if let refusal = refusals.refusal(instead: response, of: request, context) {
            response = refuse(request, for: refusal, context)
        }
        if let name = HeaderName.requestID { response.headers[name] = context.requestID }
        // What is no page runs nothing and stands in no frame, whatever it holds.
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = PageHeaders.nothing
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        // For a year, as it is known that we are there encrypted.
        if let name = HeaderName.transportSecurity, house.isSecure {
            response.headers[name] = "max-age=31536000"
        }
        if let area { addFields(of: area, to: &response, request) }
        log(request, response, context)
        // An error is told to who asks for the head alone as to anybody, but for the body.
        return request.method == .head ? response.headAlone : response
    }

    private func addFields(
        of area: APIArea,
        to response: inout Response,
        _ request: Request
    ) {
        for field in house.crossOrigin.fields(for: request.headers[.origin], in: area) {
            response.headers.append(field)
        }
        if response.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
    }

    private func refuse(
        _ request: Request,
        for error: any Error,
        _ context: APIContext
    ) -> Response {
        let path = request.uri.path
        let isNowhere = (error as? HTTPError)?.status == .notFound
        let wrong = error as? WrongAddress ?? (isNowhere ? hint.wrong(path) : nil)
        let failure = wrong?.refusal ?? failure(error, context)
        return ProblemPage(house: house).answer(failure, to: request)
            ?? answer(failure, in: wrong?.shape ?? Operation.Refusal(at: path), to: path)
    }

    /// Each of the three APIs has its own shape for a no.
    private func answer(
        _ failure: APIError,
        in shape: Operation.Refusal,
        to path: String
    ) -> Response {
        if shape == .openAI { return OpenAIEnvelope.failure(failure) }
        let isUpload = path.contains("/api/file-")
        return Envelope.failure(failure, with: isUpload ? ["success": false] : [:])
    }

    private func failure(_ error: any Error, _ context: APIContext) -> APIError {
        if error is HTTPError { return .malformed("Malformed request.") }
        let failure = APIError(error, credit: house.credit).spread()
        if failure.code == 500 {
            house.logger.error(
                "request failed",
                metadata: ["request": "\(context.requestID)", "error": "\(error)"]
            )
        }
        return failure
    }

    private func log(_ request: Request, _ response: Response, _ context: APIContext) {
        house.logger.debug(
            "request",
            metadata: [
                "request": "\(context.requestID)", "method": "\(request.method.rawValue)",
                "path": "\(request.uri.path)", "status": "\(response.status.code)",
            ]
        )
        if response.status == .unauthorized || response.status == .forbidden {
            house.noteRefusal(request, response.status.code, context)
        }
    }
}

extension Response {
    /// The same without its body. A body whose length is not known must not be said to have none.
    fileprivate var headAlone: Response {
        guard headers[.contentLength] == nil else { return createHeadResponse() }
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody { try await $0.finish(nil) }
        )
    }
}

extension Operation.Refusal {
    fileprivate init(at path: String) {
        self = APIArea(path: path) == .openAI ? .openAI : .envelope
    }
}
