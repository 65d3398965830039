package import Crypto
package import Domain
import Foundation

/// The keys that everything secret at rest is kept under.
///
/// The master key only wraps: pepper, data key, file-link key and receipt key are random, stored
/// encrypted under it with a check value. A new master key re-wraps them; the pepper never changes.
package struct Vault: Sendable {
    /// API keys and recovery codes are stored as HMAC-SHA256 under it.
    package let pepper: SymmetricKey
    /// Provider keys and webhook secrets are encrypted under it.
    let data: SymmetricKey
    /// Signs the links of files.
    package let links: SymmetricKey
    /// The keys that sign receipts are encrypted under it.
    package let receipts: SymmetricKey

    /// Opens the vault, or makes it at the very first start. `master` has 32 bytes.
    package static func open(
        master: SymmetricKey,
        in store: any TransactionalStore
    ) async throws -> Vault {
        let stored = try await store.read { rows in
            try rows.all("SELECT name, value FROM setting WHERE name LIKE 'key.%'") {
                (try $0.text(0), try $0.text(1))
            }
        }
        let wrapped = Dictionary(uniqueKeysWithValues: stored)
        if wrapped.isEmpty { return try await create(master: master, in: store) }
        func unwrap(_ name: String) throws -> SymmetricKey {
            guard let sealed = wrapped["key.\(name)"] else { throw VaultError.incomplete(name) }
            guard let bytes = try? Seal.open(sealed, under: master, for: name) else {
                throw VaultError.wrongMasterKey
            }
            return SymmetricKey(data: bytes)
        }
        _ = try unwrap("check")
        return Vault(
            pepper: try unwrap("pepper"),
            data: try unwrap("data"),
            links: try unwrap("links"),
            receipts: try unwrap("receipts")
        )
    }

    /// Keeps the keys under a master key, all or none. From then on only that one opens them.
    package func rewrap(
        under master: SymmetricKey,
        in store: any TransactionalStore
    ) async throws {
        let keys = [
            ("check", SymmetricKey(size: .bits256)), ("pepper", pepper), ("data", data),
            ("links", links), ("receipts", receipts),
        ]
        let rows = try keys.map { name, key in
            let bytes = key.withUnsafeBytes { Array($0) }
            return ("key.\(name)", try Seal.close(bytes, under: master, for: name))
        }
        try await store.write { tx in
            for (name, value) in rows { try tx.saveSetting(name, value) }
        }
    }

    private static func create(
        master: SymmetricKey,
        in store: any TransactionalStore
    ) async throws -> Vault {
        let vault = Vault(
            pepper: SymmetricKey(size: .bits256),
            data: SymmetricKey(size: .bits256),
            links: SymmetricKey(size: .bits256),
            receipts: SymmetricKey(size: .bits256)
        )
        try await vault.rewrap(under: master, in: store)
        return vault
    }

    /// Encrypts a secret for a database column. `purpose` is bound to it: a sealed value moved to
    /// another row or use does not open.
    package func seal(_ secret: Secret, for purpose: String) throws -> String {
        try Seal.close(Array(secret.reveal().utf8), under: data, for: purpose)
    }

    package func open(_ sealed: String, for purpose: String) throws -> Secret {
        Secret(String(decoding: try Seal.open(sealed, under: data, for: purpose), as: UTF8.self))
    }

    /// What an API key is stored and found by.
    package func hash(apiKey: String) -> [UInt8] {
        authenticated(apiKey)
    }

    /// What a recovery code is stored and found by. It has only 60 bits, so that a person can copy it
    /// from paper: who has the database, and not the pepper, cannot try them all.
    package func hash(recoveryCode: String, of account: Int64) -> [UInt8] {
        authenticated("recovery code of \(account): \(recoveryCode)")
    }

    private func authenticated(_ text: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: pepper))
    }
}

package enum VaultError: Error, Hashable, Sendable {
    /// The stored keys do not open under this master key.
    case wrongMasterKey
    case incomplete(String)
}

/// AES-256-GCM as base64 text: nonce, ciphertext, tag.
enum Seal {
    static func close(
        _ bytes: [UInt8],
        under key: SymmetricKey,
        for purpose: String
    ) throws
        -> String
    {
        let box = try AES.GCM.seal(
            Data(bytes),
            using: key,
            authenticating: Data("aigenerate:\(purpose)".utf8)
        )
        guard let combined = box.combined else { throw CryptoKitError.incorrectParameterSize }
        return combined.base64EncodedString()
    }

    static func open(
        _ text: String,
        under key: SymmetricKey,
        for purpose: String
    ) throws
        -> [UInt8]
    {
        guard let combined = Data(base64Encoded: text) else {
            throw CryptoKitError.incorrectParameterSize
        }
        let box = try AES.GCM.SealedBox(combined: combined)
        return Array(
            try AES.GCM.open(box, using: key, authenticating: Data("aigenerate:\(purpose)".utf8))
        )
    }
}
