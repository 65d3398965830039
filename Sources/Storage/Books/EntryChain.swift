import Crypto
import Domain

/// One entry of the ledger about to be written: `amount` moves from `debit` to `credit`.
struct Posting {
    let id: String
    let kind: EntryKind
    let debit: Int64
    let credit: Int64
    let amount: MicroUSD
    var taskID: String?
    var keyID: Int64?
    var grantID: Int64?
    var slug: String?
    var userTag: String?
    /// Of a charge: how much of it was credit that somebody paid for. Beside the chain, which shows
    /// what a statement shows.
    var paid: MicroUSD?
    /// Of a charge: the Sandbox drew it.
    var isStandIn = false
}

/// SHA-256 over the customer's previous entry: a changed or missing entry shows in all later ones.
enum EntryChain {
    /// Over everything that a statement shows. The free text stands last, so that no other field can
    /// be read out of it.
    static func link(
        after previous: String,
        _ posting: Posting,
        position: Int64,
        at: Timestamp
    ) -> String {
        let text = [
            previous, String(position), posting.id, posting.kind.rawValue, String(posting.debit),
            String(posting.credit), String(posting.amount.rawValue), posting.taskID ?? "",
            posting.keyID.map(String.init) ?? "", posting.grantID.map(String.init) ?? "",
            posting.slug ?? "", String(at.milliseconds), posting.userTag ?? "",
        ].joined(separator: "|")
        return SHA256Text.hex(SHA256.hash(data: Array(text.utf8)))
    }
}
