import Domain
import Hummingbird
import Storage

/// `POST /api/v1/common/download-url {"url"}`: a link to a file of the caller's account, good for 20
/// minutes. Another account's file, one that is not there and a foreign address are answered alike, so
/// that nobody learns which files exist.
struct DownloadLink: Sendable {
    let house: House

    func callAsFunction(_ request: Request, _ context: APIContext) async throws -> Response {
        let caller = try await house.caller(request, context, scope: .read)
        let body = try await RequestBody.json(request)
        guard let url = body["url"]?.stringValue else {
            throw APIError.unprocessable("'url' must be a URL.", param: "url")
        }
        let now = house.store.clock.wall()
        guard let path = house.link.ownPath(of: url, now: now),
            try await house.store.owns(path, account: caller.accountID),
            try await house.files.open(path) != nil
        else {
            throw APIError.unprocessable(
                "'url' must be a link to an output or an upload of your account that still exists. "
                    + "Take the current link from recordInfo, or from the upload's answer.",
                param: "url"
            )
        }
        return Envelope.success(
            .string(house.link.url(path: path, expiresAt: now + Limits.downloadLink))
        )
    }
}
