import Domain
import Foundation
import Storage

/// The account `local` of the first start and its key, kept readable for us alone until an operator
/// has set the house up, so that a second `make run` can print it again.
struct FirstKey: Sendable {
    let premises: Premises

    /// nil when the file was removed: set-up is done.
    func ensure() async throws -> String? {
        let path = premises.folder.firstKey
        if let bytes = FileManager.default.contents(atPath: path) {
            return String(decoding: bytes, as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard try await premises.store.accounts().isEmpty else { return nil }
        let opening = OpenAccount(premises: premises)
        let opened = try await opening(email: "local", grant: premises.config.signUpGrant)
        try premises.folder.write(opened.apiKey + "\n", to: "first-key")
        return opened.apiKey
    }
}
