import Domain
import Egress
import Storage

/// Tells a caller's own files from addresses of others: an upload's id, or a valid link of ours.
struct OwnFiles: Sendable {
    let house: House
    let caller: Caller

    /// What the worker reads: a reference to our own file, or the address as it is, once it passed
    /// the egress guard's look at its text. `data:` is decoded by the worker.
    func resolved(_ url: String, field: String) async throws -> String {
        if url.hasPrefix("data:") { return url }
        if url.hasPrefix(Upload.prefix) {
            guard let upload = try await house.store.upload(url, account: caller.accountID) else {
                throw APIError.unprocessable(
                    "'\(field)': there is no upload '\(url)', or its time is over. "
                        + "Nothing was charged.",
                    param: field
                )
            }
            return StoredInput.reference(to: upload.path)
        }
        if let path = house.link.ownPath(of: url, now: house.store.clock.wall()) {
            return StoredInput.reference(to: path)
        }
        try check(url, field: field)
        return url
    }

    func check(_ url: String, field: String) throws(APIError) {
        do throws(EgressRefusal) {
            _ = try house.policy.checkSyntax(url)
        } catch {
            throw .unprocessable(
                "'\(field)': \(error.message) Nothing was charged.",
                param: field
            )
        }
    }
}
