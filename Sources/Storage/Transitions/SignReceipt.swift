import Domain

extension Tx {
    /// Part of a task's end: its record is final by now, and so is what is signed.
    borrowing func signReceipt(of task: TaskID, by signer: ReceiptSigner) throws {
        guard let record = try rows.task(task) else {
            throw DatabaseError.malformed("task \(task) has ended but has no record")
        }
        let receipt = try Receipt(record, signedBy: signer.key)
        try run("UPDATE task SET receipt = \(receipt.json.text()) WHERE id = \(task)")
    }
}
