import Domain
import Hummingbird
import Storage

/// `POST /api/v1/common/download-url {"url"}`: a link to one of our own files, good for 20 minutes.
struct DownloadLink: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try await house.caller(request, context, scope: .read)
        let body = try await RequestBody.json(request)
        guard let url = body["url"]?.stringValue else {
            throw APIError.unprocessable("'url' must be a URL.", param: "url")
        }
        let now = house.store.clock.wall()
        guard let path = house.link.ownPath(of: url, now: now) else {
            throw APIError.unprocessable(
                "'url' is not a valid link to a file of this shop: only our own outputs and uploads "
                    + "have download links.",
                param: "url"
            )
        }
        guard try await house.files.open(path) != nil else { throw APIError.fileExpired }
        return Envelope.success(
            .string(house.link.url(path: path, expiresAt: now + Limits.downloadLink))
        )
    }
}
