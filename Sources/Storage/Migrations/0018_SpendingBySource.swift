/// How much of a charge was paid credit and whether the Sandbox drew it, so that income can be told
/// from gifts; an account's spending by day, and what expired of its credit, out of an index alone; and
/// what a run was made from.
///
/// `paid` is NULL for charges from before this migration: nobody knows any more.
let m0018SpendingBySource = Migration(
    number: 18,
    name: "0018_SpendingBySource",
    script: """
        ALTER TABLE entry ADD COLUMN paid BIGINT CHECK (paid BETWEEN 0 AND amount);
        ALTER TABLE entry ADD COLUMN is_stand_in BIGINT NOT NULL DEFAULT 0;
        CREATE INDEX entry_debit_day ON entry (debit, day, kind, key_id, amount);
        CREATE INDEX entry_expired ON entry (debit, amount) WHERE kind = 'breakage';
        ALTER TABLE run ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
        """
)
