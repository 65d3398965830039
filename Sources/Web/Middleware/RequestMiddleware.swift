import Domain
import HTTPTypes
import Hummingbird
import Logging
import Storage

/// Gives each request its id, turns errors into answers, and writes one line of log. No body, prompt
/// or key ever reaches a log.
struct RequestMiddleware: RouterMiddleware {
    let house: House

    // The protocol comes from a module without nonsending functions by default: `@concurrent` says
    // its types as they are there.
    @concurrent
    func handle(
        _ request: Request,
        context: APIContext,
        next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = house.store.identifiers.make("req_", at: house.store.clock.wall())
        var response: Response
        var refusals = RefusalGuard(house: house)
        do {
            var request = request.askingForBody(on: context.channel)
            try await refusals.check(&request, context)
            response = try await next(request, context)
        } catch {
            response = answer(failure(error, context), to: request)
        }
        if let refusal = refusals.refusal(instead: response, of: request, context) {
            response = answer(refusal, to: request)
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
        log(request, response, context)
        // An error is told to who asks for the head alone as to anybody, but for the body.
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// People get a page, and each of the three APIs has its own shape for a no.
    private func answer(_ failure: APIError, to request: Request) -> Response {
        if let page = ProblemPage(house: house).answer(failure, to: request) { return page }
        let path = request.uri.path
        if path.hasPrefix(OpenAIEnvelope.prefix) { return OpenAIEnvelope.failure(failure) }
        let isUpload = path.hasPrefix("/api/file-")
        return Envelope.failure(failure, with: isUpload ? ["success": false] : [:])
    }

    private func failure(_ error: any Error, _ context: APIContext) -> APIError {
        if let error = error as? HTTPError {
            return error.status == .notFound
                ? .noSuchPage : .malformed("Malformed request.")
        }
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
