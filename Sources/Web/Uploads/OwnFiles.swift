import Domain
import Egress
import Storage

/// Tells a caller's own files from addresses of others: an upload's id, or a valid link of ours.
struct OwnFiles: Sendable {
    let house: House
    let caller: Caller

    /// What the worker reads: a reference to our own file, or the address as it is, once it passed
    /// the egress guard's look at its text. `data:` is decoded again by the worker.
    func resolved(_ url: String, field: String) async throws -> String {
        if url.hasPrefix("data:") {
            try await checkPicture(in: url, field: field)
            return url
        }
        if url.hasPrefix(Upload.prefix) {
            guard let upload = try await house.store.upload(url, account: caller.accountID) else {
                throw APIError.unprocessable(
                    "'\(field)': there is no upload '\(url)', or its time is over. "
                        + "Nothing was charged.",
                    param: field
                )
            }
            guard upload.media.isInput else { throw APIError.notAnInput(field) }
            return StoredInput.reference(to: upload.path)
        }
        if let path = house.link.ownPath(of: url, now: house.store.clock.wall()) {
            guard MediaType(fileName: path)?.isInput ?? true else {
                throw APIError.notAnInput(field)
            }
            return StoredInput.reference(to: path)
        }
        try check(url, field: field)
        return url
    }

    private func checkPicture(in url: String, field: String) async throws {
        let inspected = try await onFileThread {
            Result { () throws(ImageDefect) in
                let facts = try DataURL.inspect(url)
                try facts?.checkInput()
                return facts
            }
        }
        switch inspected {
        case .success(.some): return
        case .failure(let defect): throw APIError.notAnInput(field, defect)
        case .success(nil):
            throw APIError.unprocessable(
                "'\(field)' is not a base64 data: URL, such as data:image/png;base64,iVBOR…. "
                    + "Nothing was charged.",
                param: field
            )
        }
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
