/// Signed receipts, and the keys that sign them. A receipt stands on its task's row, and goes with it;
/// a public key stays for ever, its private half until it is retired.
let m0004Receipts = Migration(
    number: 4,
    name: "0004_Receipts",
    script: """
        ALTER TABLE task ADD COLUMN receipt TEXT;

        CREATE TABLE receipt_key (
            id TEXT PRIMARY KEY,
            public BLOB NOT NULL,
            sealed TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            retired_at BIGINT,
            CHECK ((sealed = '') = (retired_at IS NOT NULL))
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX receipt_key_current ON receipt_key (retired_at IS NULL)
            WHERE retired_at IS NULL;
        """
)
