package import Domain
import Synchronization

/// The key that signs the receipts of tasks as they end.
package final class ReceiptSigner: Sendable {
    // Guards which key signs: a rotation replaces it while tasks end.
    private let current: Mutex<ReceiptKey>

    package init(_ key: ReceiptKey) {
        current = Mutex(key)
    }

    package var key: ReceiptKey { current.withLock { $0 } }

    func use(_ key: ReceiptKey) {
        current.withLock { $0 = key }
    }
}

extension Vault {
    func seal(_ key: ReceiptKey) throws -> String {
        try Seal.close(key.revealSeed(), under: receipts, for: "receipt-key:\(key.id)")
    }

    func openReceiptKey(_ sealed: String, id: String) throws -> ReceiptKey {
        try ReceiptKey(seed: Seal.open(sealed, under: receipts, for: "receipt-key:\(id)"))
    }
}
